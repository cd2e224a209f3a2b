// Up to the port: 8.3 of RFC 8252 advises against the name localhost.
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\])(?=[:/?]|$)/
const PORT = /^:\d+/

interface LoopbackUri {
  readonly host: string
  readonly afterPort: string
}

function readLoopback(uri: string): LoopbackUri | undefined {
  const host = LOOPBACK.exec(uri)?.[0]
  if (host === undefined || !URL.canParse(uri)) return undefined
  return { host, afterPort: uri.slice(host.length).replace(PORT, '') }
}

/**
 * Whether an authorization request may name this redirect_uri: it is exactly the registered one, or, with `anyLoopbackPort`, it differs
 * from it only in the port of a loopback address (RFC 8252, section 7.3).
 */
export function isRegistered(redirectUri: string, registered: string, anyLoopbackPort: boolean): boolean {
  if (redirectUri === registered) return true
  if (!anyLoopbackPort) return false
  const [asked, known] = [readLoopback(redirectUri), readLoopback(registered)]
  return asked !== undefined && asked.host === known?.host && asked.afterPort === known.afterPort
}

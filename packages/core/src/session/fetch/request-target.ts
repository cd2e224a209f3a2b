import { AuthError } from '../../errors/auth-error.js'
import { trimUnseen } from '../../protocol/credentials.js'
import { withoutTrailingSlashes } from '../../protocol/trailing-slashes.js'
import { type ApiTarget, apiUrl } from '../../protocol/wire.js'

/**
 * Where a request of a session goes: a path is appended to `{baseUrl}/api/{version}` as it stands; an absolute address is
 * taken as it is. The result must be of the base URL's origin.
 *
 * @throws AuthError `foreign_origin`; `configuration` for a path with dot segments.
 */
export function resolveTarget(input: string, target: ApiTarget): URL {
  if (input.startsWith('//')) throw refuse('An address that begins with "//" names another host.')
  if (input.startsWith('/') && hasDotSegments(input)) throw dotSegmentsRefused()
  if (/[\\\t\n\r]/.test(input))
    throw refuse('A backslash, tab or line end in an address could lead elsewhere.')
  const address = input.startsWith('/') ? apiUrl(target, input) : input
  const url = parsed(address)
  if (!isOfOrigin(target, url)) throw refuse("It is not of the session's origin.")
  if (url.username !== '' || url.password !== '') throw refuse('It holds a user name or password.')
  return url
}

function parsed(address: string): URL {
  try {
    return new URL(address)
  } catch {
    throw refuse('It is neither a path that begins with "/" nor an absolute address.')
  }
}

/** The base URL is written as the platform writes addresses, so it begins with its origin. */
function isOfOrigin({ baseUrl }: ApiTarget, { origin }: URL): boolean {
  return baseUrl === origin || baseUrl.startsWith(`${origin}/`)
}

/** Whether the request would change the workspace of the token, which other callers and sessions share. */
export function changesWorkspace(method: string, url: URL, target: ApiTarget): boolean {
  if (method.toUpperCase() !== 'PATCH') return false
  const [base = ''] = servedPaths(new URL(target.baseUrl))
  return servedPaths(url).some(path => path.startsWith(base) && /\/api\/[^/]+\/session$/.test(path))
}

/** Whether the platform, or a server that decodes the path, would leave the place that it is appended to. */
function hasDotSegments(input: string): boolean {
  const [path = ''] = input.split(/[?#]/, 1)
  // The platform drops spaces and control characters at the end of an address.
  const segments = withoutParameters(decoded(trimUnseen(path))).split(/[/\\]/)
  return segments.some(segment => segment === '.' || segment === '..')
}

/** The paths that a server may take it for: decoded, without parameters (in either order), dot segments and empty segments. */
function servedPaths({ pathname }: URL): readonly string[] {
  const both = [withoutParameters(decoded(pathname)), decoded(withoutParameters(pathname))]
  return both.map(path => {
    const slashed = path.replace(/[\t\n\r]/g, '').replace(/[/\\]+/g, '/')
    return withoutTrailingSlashes(new URL(slashed, 'http://any.invalid').pathname)
  })
}

/** `;a=b` at the end of a segment is a parameter for many servers. */
function withoutParameters(path: string): string {
  return path.replace(/;[^/\\]*/g, '')
}

/** ASCII only: no other character means anything to a path. */
function decoded(path: string): string {
  return path.replace(/%([0-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function dotSegmentsRefused(): AuthError {
  return new AuthError('configuration', {
    message: 'The path has a segment "." or "..", which leads out of the place that it is appended to.',
    hint: 'Leave it out. Put what comes from users through encodeURIComponent(), and refuse "." and ".."; for another path of the same origin, give its whole address.',
  })
}

/**
 * Proxies go by the Host header, and not every platform drops a caller's own.
 *
 * @throws AuthError `foreign_origin`
 */
export function refuseOtherHost(headers: Headers, { host }: URL): void {
  const named = headers.get('host')
  if (named !== null && named.toLowerCase() !== host) throw refuse('Its Host header names another host.')
}

function refuse(why: string): AuthError {
  return new AuthError('foreign_origin', {
    message: `The session does not send its token to this address. ${why}`,
  })
}

/** What is wrong with the address of a proxy: it is none of http or https, or its user name or password cannot be decoded. */
export type ProxyFlaw = 'address' | 'credentials'

/** The address in canonical form, or what is wrong with it. */
export type ProxyReading =
  | { readonly address: string; readonly flaw?: undefined }
  | { readonly address?: undefined; readonly flaw: ProxyFlaw }

/** Reads the address of a proxy. One without a scheme (`host:port`, `user:password@host:port`) is http, as for curl, Go and Python. */
export function readProxy(text: string): ProxyReading {
  const written = String(text).trim()
  const full = written.includes('://') ? written : `http://${written}`
  if (!URL.canParse(full)) return { flaw: 'address' }
  const { protocol, href, username, password } = new URL(full)
  if (protocol !== 'http:' && protocol !== 'https:') return { flaw: 'address' }
  return isDecodable(username) && isDecodable(password) ? { address: href } : { flaw: 'credentials' }
}

/** A proxy's address without its user name and password, and these as a header. */
export interface ProxyLogin {
  readonly address: string
  /** A function, so that printing the options of an agent does not show the password. */
  readonly headers: () => Record<string, string>
}

/**
 * Takes user name and password out of a proxy's address. The libraries that connect to proxies print the address where DEBUG is set.
 *
 * @param address As {@link readProxy} returns it.
 */
export function proxyLogin(address: string): ProxyLogin {
  const url = new URL(address)
  const user = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  if (user === '' && password === '') return { address: url.href, headers: () => ({}) }
  const basic = Buffer.from(`${user}:${password}`).toString('base64')
  return { address: url.href, headers: () => ({ 'Proxy-Authorization': `Basic ${basic}` }) }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

import { AuthError } from '../errors/auth-error.js'
import { withoutTrailingSlashes } from './trailing-slashes.js'

/** An address of more characters is refused. */
export const longestAddress = 2048

/**
 * One spelling for each instance: scheme, host in lower case, port unless it is the scheme's own, path without a
 * trailing slash (with one, Looker itself answers 401).
 *
 * @param input The address of the instance as Looker's SDKs take it, without `/api/...`: `https://me.looker.com:19999`.
 * @param options `allowInsecureHttp`: accepts `http://` for any host. Default false: for loopback hosts only.
 * @throws AuthError `configuration`: no address, more than 2,048 characters, neither http nor https, `http://` for a host that is not loopback, with user
 * info, query or fragment, or with `/api`.
 */
export function canonicalBaseUrl(
  input: string,
  { allowInsecureHttp = false }: { readonly allowInsecureHttp?: boolean | undefined } = {},
): string {
  if (input.length > longestAddress)
    throw refuse('is longer than 2,048 characters', 'Write it as https://your-instance.looker.com.')
  const trimmed = input.trim()
  if (!URL.canParse(trimmed) || !/^[a-z]+:\/\//i.test(trimmed))
    throw refuse(
      'is not an address',
      'Write it as https://your-instance.looker.com, with its port if it has one.',
    )
  const url = new URL(trimmed)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuse('is neither https nor http', 'Begin it with https://.')
  if (!allowInsecureHttp && isClearText(url)) {
    throw refuse(
      'begins with http://, and its host is not a loopback address: client_secret and tokens would go in clear text',
      'Use https://, or set allowInsecureHttp if the network is trusted.',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('holds a user name or password', 'Take them out; credentials have settings of their own.')
  }
  if (url.search !== '' || url.hash !== '')
    throw refuse('has a query or a fragment', 'End it after the host, port and path.')
  const path = withoutTrailingSlashes(url.pathname)
  const api = path.search(/\/api(\/|$)/i)
  if (api >= 0) {
    throw refuse(
      'has /api in it',
      `Write ${url.origin}${path.slice(0, api)}, without /api and the version: they are added to the base URL.`,
    )
  }
  return `${url.origin}${path}`
}

/** The base URL in the address of an API request; undefined for any other address, such as that of an application's token endpoint. */
export function baseUrlIn(url: string): string | undefined {
  return /^(https?:\/\/.*)\/api\/\d+\.\d+\//.exec(url)?.[1]
}

/** Whether what is sent there can be read on the way: http://, and not to this machine. */
export function isClearText({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopback(hostname)
}

/** localhost and its subdomains (RFC 6761), 127.0.0.0/8 and [::1]; `URL` writes an IPv4 address in four decimal numbers. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}

function refuse(what: string, hint: string): AuthError {
  return new AuthError('configuration', { message: `The base URL ${what}.`, hint })
}

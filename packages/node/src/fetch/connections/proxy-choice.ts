import { AuthError } from '@looker-auth/core'
import { getProxyForUrl } from 'proxy-from-env'

/** Which proxy a request to this address takes; `undefined` or the empty string for none. */
export type ProxyChoice = (url: string) => string | undefined

/** HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as they stand when it is asked. */
export const environmentProxy: ProxyChoice = getProxyForUrl

/** The `proxy` setting: one address for all requests, none at all, or a choice. */
export type ProxyOption = string | false | ProxyChoice

/**
 * The choice that a setting means. Left out: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as they stand when an origin is
 * first asked for. A choice is a function so that a proxy's password does not show where settings are printed.
 *
 * @throws AuthError `configuration` for an address that is no proxy's; it does not show it.
 */
export function proxyChoice(option: ProxyOption | undefined): ProxyChoice {
  if (option === undefined) return environmentProxy
  if (option === false) return () => undefined
  if (typeof option === 'function') return option
  const proxy = proxyAddress(option)
  if (proxy === undefined) {
    throw new AuthError('configuration', {
      message: 'The setting `proxy` is not the address of a proxy.',
      hint: 'Write it as http://host:port or http://user:password@host:port, or false for none.',
    })
  }
  return () => proxy
}

/** The address in canonical form, if a proxy can have it. */
export function proxyAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, href } = new URL(text)
  return protocol === 'http:' || protocol === 'https:' ? href : undefined
}

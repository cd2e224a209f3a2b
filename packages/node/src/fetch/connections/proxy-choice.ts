import { AuthError } from '@looker-auth/core'
import { environmentProxy } from './environment-proxy.js'
import { type ProxyFlaw, readProxy } from './proxy-address.js'

/** Which proxy a request to this address takes; `undefined` or the empty string for none. */
export type ProxyChoice = (url: string) => string | undefined

/** The `proxy` setting: one address for all requests, none at all, or a choice. */
export type ProxyOption = string | false | ProxyChoice

/** {@link environmentProxy} as a choice; compared by identity. */
export const proxyOfEnvironment: ProxyChoice = url => environmentProxy(url)

/**
 * The choice that a setting means. Left out: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as they stand when an origin is
 * first asked for. A choice is a function so that a proxy's password does not show where settings are printed.
 *
 * @throws AuthError `configuration` for an address that is no proxy's; it does not show it.
 */
export function proxyChoice(option: ProxyOption | undefined): ProxyChoice {
  if (option === undefined) return proxyOfEnvironment
  if (option === false) return () => undefined
  if (typeof option === 'function') return option
  const { address, flaw } = isWord(option) ? { flaw: 'address' as const } : readProxy(option)
  if (flaw !== undefined) throw new AuthError('configuration', refusals[flaw])
  return () => address
}

/** In code, a single word is a mistake, such as 'none'. A variable may hold the name of a host alone. */
function isWord(option: string): boolean {
  return !/[.:]/.test(option)
}

const refusals: Readonly<Record<ProxyFlaw, { readonly message: string; readonly hint: string }>> = {
  address: {
    message: 'The setting `proxy` is not the address of a proxy.',
    hint: 'Write it as http://host:port or http://user:password@host:port, or false for none.',
  },
  credentials: {
    message: 'The user name or password in the setting `proxy` has a % that encodes no character.',
    hint: 'Write each % of the user name and password as %25, and @ as %40.',
  },
}

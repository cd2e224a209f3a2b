import { longestAddress } from '../protocol/base-url.js'
import { withoutTrailingSlashes } from '../protocol/trailing-slashes.js'

/** Why a text is no address that a page may be sent to; undefined when it is one. */
export function faultOfAddress(address: unknown): string | undefined {
  if (typeof address === 'string' && address.length > longestAddress) return 'is longer than 2,048 characters'
  if (typeof address !== 'string' || !URL.canParse(address)) return 'is not an address'
  if (!/^https?:\/\//i.test(address)) return 'does not begin with https:// or http://'
  const { username, password, href } = new URL(address)
  if (username !== '' || password !== '') return 'holds a user name or password'
  return href.includes('#') ? 'has a fragment' : undefined
}

/** One spelling for the address of an instance or its pages, as of a base URL; undefined when it can be none. */
export function instanceAddress(address: string): string | undefined {
  if (faultOfAddress(address) !== undefined) return undefined
  const { origin, pathname, href } = new URL(address)
  return href.includes('?') ? undefined : `${origin}${withoutTrailingSlashes(pathname)}`
}

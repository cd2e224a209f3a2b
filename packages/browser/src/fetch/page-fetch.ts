import type { Fetch } from '@looker-auth/core'

/**
 * The page's `fetch` for requests to Looker: it sends no cookies, which could answer as another user than the token does,
 * and keeps nothing in the browser's cache, where the next user would find it. `credentials: 'include'` and a cache mode other
 * than the default are the caller's own wish.
 *
 * @param platform Default: the page's own `fetch`, looked up at each call.
 */
export function pageFetch(platform: Fetch = (input, init) => globalThis.fetch(input, init)): Fetch {
  return (input, init = {}) => {
    const { credentials, cache } = init
    return platform(input, {
      ...init,
      credentials: credentials === 'include' ? credentials : 'omit',
      cache: cache === undefined || cache === 'default' ? 'no-store' : cache,
    })
  }
}

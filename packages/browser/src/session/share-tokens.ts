import {
  type Lock,
  type ShareTokensOptions,
  type Sharing,
  shareTokens as shareCoreTokens,
} from '@looker-auth/core'
import { webLock } from '../locks/web-lock.js'
import { pageLife } from '../page/page-life.js'

/**
 * Shares the tokens of a page's session with every session on the same store: with `indexedDbStore()` all tabs share one token, and
 * `webLock()` is the default lock. The record is read again before anything is served when the page comes back from a sleep or the
 * back/forward cache.
 *
 * @throws AuthError `configuration` for options that cannot work.
 * @example
 * ```ts
 * import { backendGrant, createSession, indexedDbStore, shareTokens } from '@looker-auth/browser'
 *
 * const looker = createSession({
 *   baseUrl: 'https://looker.example.com',
 *   grant: backendGrant({ url: '/looker-token', user: '789' }),
 *   sharing: shareTokens({ store: indexedDbStore({ encrypt: true }) }),
 * })
 * ```
 */
export function shareTokens(options: ShareTokensOptions): Sharing {
  const { store, storeIsPrivate, lock, revalidateWhen = pageLife() } = options
  // Where tabs share no token, waiting for each other would save nothing.
  const isOfOneTab = storeIsPrivate === true || store?.copyable === true
  const sharing = (own: Lock | undefined): Sharing =>
    shareCoreTokens({ ...options, revalidateWhen, lock: own })
  if (lock !== undefined || isOfOneTab) return sharing(lock)
  return { ...sharing(undefined), open: calls => sharing(webLock({ clock: calls.clock })).open(calls) }
}

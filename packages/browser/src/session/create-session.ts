import { createPageSession, memoryStore, type Session, type UserSessionOptions } from '@looker-auth/core'
import { pageFetch } from '../fetch/page-fetch.js'
import { webLock } from '../locks/web-lock.js'
import { pageLife } from '../page/page-life.js'
import { sharedSignOuts } from '../stores/shared-sign-outs.js'
import type { PageGrant } from './page-grant.js'

/** Where a page's session works, and how its user gets a token. */
export interface SessionOptions<Added extends object = object>
  extends Omit<UserSessionOptions, 'grant' | 'platformRedirects' | 'recheck' | 'storeIsPrivate'> {
  /** How the user gets a token: `backendGrant()`, or `oauthGrant()`, which adds `signIn` and `completeSignIn` to the session. */
  readonly grant: PageGrant<Added>
}

/**
 * The session of the user in front of this page, over the page's own `fetch`. Without a store tokens stay in this tab's
 * memory, and only sign-outs reach other tabs; with `indexedDbStore()` all tabs share one token, and a Web Lock is the default.
 * The store is read again before anything is served when the page comes back from a sleep or the back/forward cache.
 *
 * @throws AuthError `configuration` at once for settings that cannot work.
 * @example
 * ```ts
 * import { backendGrant, createSession } from '@looker-auth/browser'
 *
 * const looker = createSession({
 *   baseUrl: 'https://looker.example.com',
 *   grant: backendGrant({ url: '/looker-token', user: '789' }),
 * })
 * const me = await (await looker.fetch('/user')).json()
 * ```
 */
export function createSession<Added extends object = object>(
  options: SessionOptions<Added>,
): Session & Added {
  const { store, lock, fetch = pageFetch(), background = true, clock } = options
  const session = createPageSession({
    ...options,
    fetch,
    background,
    recheck: pageLife(),
    store: store ?? sharedSignOuts(memoryStore({ clock }), { clock }),
    storeIsPrivate: store === undefined,
    // Where tabs share no token, waiting for each other would save nothing.
    lock: lock ?? (store === undefined || store.mayBeCopied ? undefined : webLock({ clock })),
  })
  const added = options.grant.extend?.(session)
  return Object.assign(session, added) as Session & Added
}

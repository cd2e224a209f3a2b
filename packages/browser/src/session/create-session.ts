import {
  type Clock,
  createPageSession,
  memoryStore,
  type Session,
  type Sharing,
  type UserSessionOptions,
} from '@looker-auth/core'
import { explainFailures } from '../fetch/explain-failures.js'
import { pageFetch } from '../fetch/page-fetch.js'
import { sharedSignOuts } from '../stores/shared-sign-outs.js'
import type { PageGrant } from './page-grant.js'
import { shareTokens } from './share-tokens.js'

/** Where a page's session works, and how its user gets a token. */
export interface SessionOptions<Added extends object = object>
  extends Omit<UserSessionOptions, 'grant' | 'platformRedirects'> {
  /** How the user gets a token: `backendGrant()`, or `oauthGrant()`, which adds `signIn` and `completeSignIn` to the session. */
  readonly grant: PageGrant<Added>
}

/**
 * The session of the user in front of this page, over the page's own `fetch`. Without `sharing` tokens stay in this tab's
 * memory, and only sign-outs reach other tabs; with `shareTokens({ store: indexedDbStore() })` all tabs share one token.
 *
 * Looker has to allow the page's origin (Admin, Embed: the embedded domain allowlist). Where it does not, `fetch` rejects with the
 * browser's own error, whose `cause` is an AuthError that says so.
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
  const { fetch = pageFetch(), background = true, clock, sharing = signOutsOnly(clock) } = options
  const session = createPageSession({
    ...options,
    fetch: explainFailures(fetch),
    background,
    sharing,
  })
  const added = options.grant.extend?.(session)
  return Object.assign(session, added) as Session & Added
}

/** Tokens stay in this tab, and sign-outs reach the others. */
function signOutsOnly(clock: Clock | undefined): Sharing {
  return shareTokens({ store: sharedSignOuts(memoryStore({ clock }), { clock }), storeIsPrivate: true })
}

import { checkOptions, sharingOptions } from '../session/checked-options.js'
import type { Lock } from '../stores/lock.js'
import type { TokenStore } from '../stores/token-store.js'
import type { TokenSource } from '../tokens/token-source.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import { SharedTokenSource } from './shared-token-source.js'
import { StoreClient } from './store-client.js'

/** Where tokens are shared, and how. */
export interface ShareTokensOptions {
  readonly store: TokenStore
  /** Whether no other session group gets the tokens of the store: `close()` then revokes them. Default false. */
  readonly storeIsPrivate?: boolean | undefined
  /** Saves logins between processes on one store. Default: none. */
  readonly lock?: Lock | undefined
  /** How long to wait for the lock, in milliseconds. Default 30,000; then a login without it. */
  readonly lockWaitMs?: number | undefined
  /** How long to hold the lock at most, in milliseconds. Default 30,000. */
  readonly lockHoldMs?: number | undefined
  /** How long ago the record may have been read when its token is served, in milliseconds. Default 400. */
  readonly revalidateEveryMs?: number | undefined
  /**
   * Given a function, calls it whenever time may have passed unseen (a machine woke up, a page is shown again): the record is then read before
   * anything is served. Returns how to end that.
   */
  readonly revalidateWhen?: ((revalidate: () => void) => () => void) | undefined
}

/** What {@link shareTokens} returns, for the option `sharing` of `createSession()`. */
export interface Sharing {
  readonly isPrivate: boolean
  readonly revalidateWhen: ShareTokensOptions['revalidateWhen']
  /** Makes the source of one session group. */
  open(calls: AuthCalls): TokenSource
}

/**
 * Shares the tokens of a session, and of its `as()` children, with every session on the same store: in other processes, on other
 * machines, in other tabs. One of them signs in for all.
 *
 * @throws AuthError `configuration` for options that cannot work.
 * @example
 * ```ts
 * import { createSession, memoryLock, memoryStore, shareTokens } from '@looker-auth/core'
 *
 * const session = createSession({
 *   baseUrl: 'https://looker.example.com',
 *   credentials: { clientId: 'id', clientSecret: 'secret' },
 *   sharing: shareTokens({ store: memoryStore(), lock: memoryLock() }),
 * })
 * ```
 */
export function shareTokens(options: ShareTokensOptions): Sharing {
  checkOptions(options, sharingOptions)
  const { store, lock, lockWaitMs = 30_000, lockHoldMs = 30_000, revalidateEveryMs = 400 } = options
  const bounded = lock && { lock, waitMs: lockWaitMs, holdMs: lockHoldMs }
  return {
    isPrivate: options.storeIsPrivate ?? false,
    revalidateWhen: options.revalidateWhen,
    open: ({ clock }) => new SharedTokenSource(new StoreClient(store, clock), bounded, revalidateEveryMs),
  }
}

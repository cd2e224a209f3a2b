import type { Loaded } from '../grants/claim.js'
import type { Attempt, Obtained, RequestSignals } from '../grants/grant.js'
import type { CachedToken, Moment } from './cached-token.js'
import type { LedgerEntry } from './ledger.js'
import type { TokenOwner } from './token-owner.js'

/** What a session asks its source for. */
export interface TokenWanted extends RequestSignals {
  /** The token that expired, is due, or was rejected. */
  readonly previous: CachedToken | undefined
  readonly afterRejection: boolean
}

/** A token, and who asked Looker for it: this group (`login`), or another one that stored it (`store`). */
export interface FoundToken {
  readonly token: CachedToken
  readonly source: 'login' | 'store'
  /** Whom it is for. */
  readonly subject?: string | undefined
}

/** What a person signed in for. */
export interface CompletedSignIn {
  readonly signInId: string
  readonly obtained: Obtained
  /** What was stored when the sign-in began; undefined where that could not be read. */
  readonly before: Loaded | undefined
}

/** What a look at the stored record showed, of the token with that id. */
export type Finding = { readonly about: string } & (
  | { readonly found: 'unchanged' }
  | { readonly found: 'replaced'; readonly token: CachedToken }
  /** `parent`: the sign-in of the admin was ended, and not the user's own. */
  | { readonly found: 'ended'; readonly parent: boolean }
)

/** Keeps a cached token in step with its record. */
export interface Revalidation {
  /** Until then the last look counts. */
  readonly freshUntil: Moment
  /** Whether the record must be read before the token is served. */
  readonly stale: boolean
  /** Begins with a token that was just read or written. */
  follow(token: CachedToken | undefined): void
  /**
   * The record must be read before its token is served again.
   *
   * @param slept Also the one that a token request is about to bring: it may have been read or written before the sleep.
   */
  invalidate(slept?: boolean): void
  /** Reads the record. Calls that come meanwhile share the look. Undefined where there is nothing to look at. */
  look(): Promise<Finding | undefined>
  end(): void
}

/** The session, as its revalidation sees it. */
export interface Revalidated extends TokenOwner {
  readonly cached: CachedToken | undefined
  /** The token may be served for longer, or must be looked at before. */
  freshnessChanged(): void
  /** The record changed; or, where `changed` is false, the store begins or ceases to notify. `notifies`: whether it does now. */
  recordChanged(changed: boolean, notifies: boolean): void
}

/** Where the tokens of a session group come from. */
export interface TokenSource {
  /** How much longer than the request itself a caller may have to wait, in milliseconds, as for a lock. */
  readonly longestWaitMs: number
  /**
   * A token: one that is there, or a new one.
   *
   * @throws RequestEnded; SignedOutElsewhere; AuthError.
   */
  get(owner: TokenOwner, attempt: Attempt, wanted: TokenWanted): Promise<FoundToken>
  /** The token of a person's sign-in. It takes the place of whatever is there. */
  complete(owner: TokenOwner, signIn: CompletedSignIn, signals: RequestSignals): Promise<FoundToken>
  /** What is stored, for a sign-in that begins. */
  before(owner: TokenOwner): Promise<Loaded | undefined>
  /**
   * Ends sign-ins where others see it, and puts what stood there into the ledger.
   *
   * @param signInIds Those that the session knows. The one that the source finds is added.
   * @param failing Called at each attempt that fails.
   * @throws AuthError `store_failed` when others could not be told.
   */
  signOut(
    owner: TokenOwner,
    cached: CachedToken | undefined,
    signInIds: Set<string>,
    failing: () => void,
  ): Promise<void>
  /** Undefined where no other session can change the record. */
  revalidation?(session: Revalidated): Revalidation
  /** Whether others may get the token from a record. */
  isShared?(owner: TokenOwner, entry: LedgerEntry): Promise<boolean>
  /** Takes into the ledger what is in private memory only. */
  collect?(owner: TokenOwner): Promise<void>
}

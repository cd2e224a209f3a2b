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

/** A person's sign-in that Looker granted: its token is now stored and served. */
export interface CompletedSignIn {
  readonly signInId: string
  readonly obtained: Obtained
  /** What was stored when the sign-in began; undefined where that could not be read. */
  readonly before: Loaded | undefined
}

/** What a revalidation found in the stored record, about the token with that id. */
export type Finding = { readonly about: string } & (
  | { readonly found: 'unchanged' }
  | { readonly found: 'replaced'; readonly token: CachedToken }
  /** `parent`: the sign-in of the admin was ended, and not the user's own. */
  | { readonly found: 'ended'; readonly parent: boolean }
)

/** Keeps a cached token in step with its record. */
export interface Revalidation {
  /** Until then the last revalidation counts. */
  readonly freshUntil: Moment
  /** Whether the record must be read before the token is served. */
  readonly stale: boolean
  /** Whether something happened since the last reading began, or before there was one: a call of the store, a sleep. */
  readonly invalidated: boolean
  /** Starts to watch the record of a token that was just read or written. */
  follow(token: CachedToken | undefined): void
  /**
   * The record must be read before its token is served again.
   *
   * @param slept Whether time may have passed unseen. Then the record must also be read for the token of a token request that is under way.
   */
  invalidate(slept?: boolean): void
  /** Reads the record. Calls that come meanwhile share the result. Undefined without a record, or where the cached token changed meanwhile. */
  look(): Promise<Finding | undefined>
  end(): void
}

/** The session, as its revalidation sees it. */
export interface Revalidated extends TokenOwner {
  readonly cached: CachedToken | undefined
  /** The time has changed until which the token may be served without revalidation. */
  freshnessChanged(): void
  /** The store called. */
  recordChanged(): void
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
   * Ends sign-ins in the record, where other sessions see it, and enters the token of the record in the ledger.
   *
   * @param signInIds Those that the session knows. The one that the source finds is added.
   * @param failing Called at each attempt that fails.
   * @throws AuthError `store_failed` when the tombstone could not be written.
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
  /** Enters in the ledger a token that stands in a private store only. */
  collect?(owner: TokenOwner): Promise<void>
}

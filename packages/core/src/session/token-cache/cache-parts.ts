import type { Grant } from '../../grants/grant.js'
import type { SharedWait } from '../../runtime/shared-wait.js'
import type { CachedToken } from '../../tokens/cached-token.js'
import type { SignInMemory } from '../../tokens/sign-in-memory.js'
import type { ParentSession, TokenOwner } from '../../tokens/token-owner.js'
import type { FoundToken, Revalidation, TokenSource } from '../../tokens/token-source.js'
import type { SessionGroup } from '../session-group.js'
import type { MachineEvent, State } from '../state-machine/states.js'
import type { RefusedCredentials } from './refused-credentials.js'
import type { SingleFlight } from './single-flight.js'

/** The sign-outs of a session, as its other parts see them. */
export interface SignOutsUnderWay {
  /** How often `logout()` was called. */
  readonly count: number
  readonly active: boolean
  /** Fulfilled when the tombstones of what is under way are written, or cannot be. */
  readonly tombstonesWritten: Promise<void> | undefined
  /** Fulfilled when nothing is under way. */
  readonly settled: Promise<void>
  /** Starts a sign-out that ends the token, which was served until now. */
  begin(token: CachedToken | undefined): void
}

/** A session's token cache, as the files of this folder share it. */
export interface CacheParts extends TokenOwner {
  readonly source: TokenSource
  /** Whether a person signed in: a sign-out elsewhere then needs a new sign-in here. */
  readonly isPersonal: boolean
  readonly revalidation: Revalidation | undefined
  readonly signOuts: SignOutsUnderWay | undefined
  readonly state: State
  /** The token that may be served, as far as the machine knows. */
  readonly cached: CachedToken | undefined
  readonly closed: boolean
  /** Raised when `as()` opens the session again after a sign-out: handles of an older generation stay signed out. */
  readonly generation: number
  /** Made for a token request, and dropped when none is on the wire any more: there may be 100,000 sessions. */
  flight: SingleFlight<FoundToken> | undefined
  refused: RefusedCredentials | undefined
  /** The last token request that was made to revoke a token: see `inTurn()`. */
  turn: SharedWait<unknown> | undefined
  /** The last of those that the token request under way made, which may outlast it. */
  beside: SharedWait<unknown> | undefined
  /** A person's sign-in that is being completed. */
  readonly completion: SharedWait<unknown> | undefined
  /** Whether a request has succeeded with the token. */
  accepted: boolean
  /** From the first sign-in on, the session is this user's for life. */
  bind(subject: string | undefined): void
  dispatch(event: MachineEvent, source?: FoundToken['source']): void
  /** The caches of the users for whom this session asks for tokens. */
  children(): readonly CacheParts[]
  /** The time has changed until which the token may be served without revalidation. */
  freshnessChanged(): void
}

/** What the registry remembers of a session that it evicted. */
export interface RememberedSession {
  readonly generation: number
  readonly signIns: SignInMemory
  readonly isSignedOut: boolean
}

/** What a session's token cache is made of. */
export interface TokenCacheInit {
  readonly name: string
  readonly group: SessionGroup
  readonly grant: Grant
  readonly source: TokenSource
  readonly isPersonal: boolean
  readonly parent?: ParentSession | undefined
  /** The caches whose tokens are asked for with this one's. */
  readonly children?: (() => readonly CacheParts[]) | undefined
}

import type { Grant } from '../grants/grant.js'
import type { SessionEventBody } from '../session/events.js'
import type { SessionGroup } from '../session/session-group.js'
import type { CachedToken } from './cached-token.js'
import type { SignInMemory } from './sign-in-memory.js'
import type { ParentSignIn } from './token-record.js'

/** One session, as its tokens see it: whose they are, how they are got, and what is remembered of its sign-ins. */
export interface TokenOwner {
  /** Names the session in its group; empty for the one that `createSession()` made. */
  readonly name: string
  readonly group: SessionGroup
  readonly grant: Grant
  /** The user id; undefined for the API key's own user, and with OAuth until a person has signed in. */
  readonly subject: string | undefined
  readonly signIns: SignInMemory
  /** For sudo: the admin's session. */
  readonly parent: ParentSession | undefined
  report(event: SessionEventBody): void
  /** Runs a token request that is made to revoke a token, when no other one of the identity is on the wire. */
  inTurn<T>(request: () => Promise<T>, atOnce?: boolean): Promise<T>
}

/** An admin's session, as the sessions of the users see it for whom it asks for tokens. */
export interface ParentSession {
  readonly owner: TokenOwner
  /** The admin's token, from whatever source. */
  acquire(signal: AbortSignal): Promise<CachedToken>
  /** The server rejected it: renews it if it is still the current one. Returns whether another one can be had. */
  reject(token: CachedToken): Promise<boolean>
  /** A request succeeded with it. */
  accept(token: CachedToken): void
  /** Its record is read before it is used again. */
  invalidate(): void
  /** What the record of a user's token says of it. */
  signInOf(token: CachedToken): ParentSignIn
  /** Also while it is being signed out: then no user's token is got or served in its group. */
  readonly isSignedOut: boolean
  /** Whether a token of that sign-in may still be sent. */
  isCurrent(signInId: string): boolean
}

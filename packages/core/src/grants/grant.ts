import type { AuthError } from '../errors/auth-error.js'
import type { CachedToken } from '../tokens/cached-token.js'
import type { Identity } from '../tokens/identity.js'
import type { RevokeReason } from '../tokens/reasons.js'
import type { SignedOutElsewhere } from '../tokens/request-ends.js'
import type { SignInMemory } from '../tokens/sign-in-memory.js'
import type { ParentSignIn, TokenRecord, Tombstone } from '../tokens/token-record.js'
import type { Granted } from '../transport/auth-calls.js'
import type { Claim, Loaded, RecordAccess } from './claim.js'

/** How a token request may be ended. */
export interface RequestSignals {
  /** Aborts requests on the wire: no caller wants the token any more. */
  readonly signal: AbortSignal
  /** Ends waits, but lets a request on the wire come back, so that its token can be revoked. */
  readonly stopSignal: AbortSignal
}

/** What is asked for, beside how it may be ended. */
export interface Asking extends RequestSignals {
  /** The access token that the server rejected, where that is why another one is asked for. */
  readonly rejected?: string | undefined
  /** Whom the token must be for, where that is known by now. */
  readonly subject?: string | undefined
  /** OAuth: what the token is renewed with. */
  readonly refreshToken?: string | undefined
}

/** What the wire brought: a token, and what came with it. */
export interface Obtained extends Granted {
  /** For sudo: the admin's sign-in that it was asked for with. */
  readonly parent?: ParentSignIn | undefined
  /** Whom it is for, where only the sign-in showed that. */
  readonly subject?: string | undefined
  /** What the next token is asked for with. */
  readonly refreshToken?: string | undefined
}

/** The attempt needs another round: what {@link Attempt.ready} made ready can no longer be used. */
export class NotReady extends Error {}

export function unlessNotReady(error: unknown): undefined {
  if (!(error instanceof NotReady)) throw error
}

/** One attempt at a token. The credentials were read once, and are forgotten with it. */
export interface Attempt {
  /** Names the record, together with the identity; undefined where the parent session's does. */
  readonly clientId?: string | undefined
  /** Changes when the credentials change; shows nothing of them. */
  fingerprint(): Promise<string>
  /** For sudo: gets the admin's token. It may report events, so no lock is held. */
  ready?(signals: RequestSignals): Promise<CachedToken>
  /**
   * Asks for a token.
   *
   * @throws NotReady; AuthError.
   */
  obtain(asking: Asking): Promise<Obtained>
}

/** A token to end. */
export interface RevokedToken {
  readonly accessToken: string
  /** What it is renewed with, where that is known. */
  readonly refreshToken?: string | undefined
}

/** How a token is ended. */
export interface Revoking {
  readonly why: RevokeReason
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined
  /** Enters in the ledger what had to be asked for to end the token. It leaves when the revocation succeeds. */
  track(renewed: Obtained): void
  /** Runs a token request when no other one of the identity is on the wire. */
  inTurn<T>(request: () => Promise<T>): Promise<T>
}

/** What became of a revocation: `reported` where the server did not say that the token is dead. */
export interface Revoked {
  readonly reported?: Error | undefined
}

/** A session, and whose it is as far as it knows. */
export interface BoundSession {
  readonly subject: string | undefined
  readonly signIns: SignInMemory
}

/** One way to get tokens for an identity. */
export interface Grant {
  readonly identity: Identity
  /** For an id of another system: what it means that the record is another user's, where it is. */
  readonly moved?:
    | ((session: BoundSession, record: TokenRecord | Tombstone) => SignedOutElsewhere | AuthError | undefined)
    | undefined
  /** @param signal Ends the wait for the credentials. */
  open(signal?: AbortSignal): Promise<Attempt>
  /** Ends a token in another way than by Looker's logout alone. Undefined: nothing is to be done. */
  revoke?(token: RevokedToken, how: Revoking): Promise<Revoked> | undefined
  /** Where tokens are in the custody of an application's server: ends what that server has for the session. */
  signOut?(accessToken: string | undefined, signal: AbortSignal): Promise<Revoked>
  /**
   * OAuth: reserves the refresh token in the stored record, which may work only once.
   *
   * @throws NotReady when there is another token by now; AuthError when there is no refresh token.
   */
  claim?(access: RecordAccess, loaded: Loaded | undefined): Promise<Claim>
}

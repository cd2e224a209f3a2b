import type { Identity } from '../session/identity.js'
import type { Report } from '../session/store-access.js'
import type { Granted } from '../transport/auth-calls.js'

/** How a flight may be ended while it asks for a token. */
export interface FlightSignals {
  /** Aborts requests on the wire: nobody wants the token any more. */
  readonly signal: AbortSignal
  /** Ends waits, but lets a request on the wire land, so that its token can be revoked. */
  readonly stopSignal: AbortSignal
}

/** A token, and the admin's sign-in that it hangs on, for sudo. */
export interface Obtained extends Granted {
  /** The sign-in that it belongs to, where others can tell it too. Default: one of its own. */
  readonly signInId?: string | undefined
  readonly parentSignInId?: string | undefined
}

/** What is known of the admin's sign-in: its id; `ended` when it was signed out; undefined when nothing is. */
export type ParentSignIn = string | 'ended' | undefined

/** What {@link Prepared.ready} made ready holds no more: let go of the lock, and begin anew. */
export class NotReady extends Error {}

/** One attempt: the credentials have been asked for, and are forgotten with it. */
export interface Prepared {
  /** Names the record, together with the identity. */
  clientId(): Promise<string>
  /** Changes when the credentials change; shows nothing of them. */
  fingerprint(): Promise<string>
  /** For sudo: a stored token of another sign-in of the admin is not used. */
  parentSignIn?(): Promise<ParentSignIn>
  /** The same under the lock: what is found is told to nobody, and troubles of the store to `report`. */
  peekParentSignIn?(report: Report): Promise<ParentSignIn>
  /**
   * For sudo, before the lock is taken: signs the admin in where need be, which others are told of. Answers the sign-in
   * that the next token will hang on.
   */
  ready?(signals: FlightSignals): Promise<ParentSignIn>
  /**
   * Asks Looker for a token.
   *
   * @throws NotReady; AuthError.
   */
  obtain(signals: FlightSignals): Promise<Obtained>
}

/** How a token for one identity is obtained. */
export interface Grant {
  readonly identity: Identity
  /** False for a token that was given from outside: its expiry and its rejection are the caller's. */
  readonly renewable: boolean
  /** True where a person signed in: a sign-out elsewhere then needs a new sign-in here. */
  readonly personal: boolean
  prepare(): Promise<Prepared>
  /** It is being signed out. Answers the token that was given from outside, which is never handed out again. */
  end?(): string
}

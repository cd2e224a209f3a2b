import type { Loaded, Report } from '../sharing/store-client.js'
import type { Identity } from '../tokens/identity.js'
import type { RevokeReason } from '../tokens/revoke-reason.js'
import type { TokenRecord } from '../tokens/token-record.js'
import type { Granted } from '../transport/auth-calls.js'

/** How a flight may be ended while it asks for a token. */
export interface FlightSignals {
  /** Aborts requests on the wire: nobody wants the token any more. */
  readonly signal: AbortSignal
  /** Ends waits, but lets a request on the wire land, so that its token can be revoked. */
  readonly stopSignal: AbortSignal
}

/** What is asked for, beside how it may be ended. */
export interface Asking extends FlightSignals {
  /** The access token that the server rejected, where that is why another one is asked for. */
  readonly rejected?: string | undefined
  /** The stored record that the new token will be written over. */
  readonly stored?: TokenRecord | undefined
}

/** A token, and the admin's sign-in that it hangs on, for sudo. */
export interface Obtained extends Granted {
  /** The sign-in that it belongs to, where others can tell it too. Default: one of its own. */
  readonly signInId?: string | undefined
  readonly parentSignInId?: string | undefined
  /** Whom it is for, where the sign-in had to tell. */
  readonly subject?: string | undefined
  /** What the next token is asked for with. */
  readonly refreshToken?: string | undefined
}

/** What a grant that spends a stored secret may do with the record, before and after. */
export interface RecordAccess {
  /** Whether the lock is held: then nobody else who takes it is at work. */
  readonly alone: boolean
  /** Whether the server rejected the access token in the record. */
  readonly rejected: boolean
  load(): Promise<Loaded | undefined>
  commit(record: TokenRecord, version: string | undefined): Promise<{ won: boolean; now: Loaded } | undefined>
  /** The same for what cannot be had again. */
  commitPatiently: RecordAccess['commit']
  /** Whether another token may be served in place of the one that is to be replaced. */
  serves(loaded: Loaded | undefined): boolean
  /** Waits that many milliseconds. Throws when the flight was ended. */
  pause(ms: number): Promise<void>
  newId(): string
}

/** The record as it now stands, with the secret in it reserved for this flight. */
export interface Claim {
  readonly loaded: Loaded
  /** Gives it back after a failure. Answers the error to throw: what it turned out to mean. */
  release(error: unknown): Promise<unknown>
  /**
   * Puts what was obtained for it in its place, where the token that came with it cannot be used. False where somebody
   * signed out, or in, meanwhile: then it is nobody's.
   */
  keep(obtained: Obtained): Promise<boolean>
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
   * Where a stored secret that is good for one use is spent: reserves it.
   *
   * @throws NotReady when there is another token by now; AuthError when there is nothing to spend.
   */
  claim?(access: RecordAccess, loaded: Loaded | undefined): Promise<Claim>
  /**
   * Somebody just signed in: what is stored gives way to the token that {@link obtain} brings, unless they signed out
   * since `before` was stored.
   */
  readonly anew?: { readonly before: Loaded | undefined } | undefined
  /**
   * Asks for a token.
   *
   * @throws NotReady; AuthError.
   */
  obtain(asking: Asking): Promise<Obtained>
}

/** Runs a token request when it is its turn. */
export type TokenRequestTurn = <T>(request: () => Promise<T>) => Promise<T>

/** How a token for one identity is obtained. */
export interface Grant {
  /** Where the sign-in has to tell who it is, without a subject until {@link bind} was called. */
  readonly identity: Identity
  /** False for a token that was given from outside: its expiry and its rejection are the caller's. */
  readonly renewable: boolean
  /** True where a person signed in: a sign-out elsewhere then needs a new sign-in here. */
  readonly personal: boolean
  /** Whether a request on the wire spends something: it lands, also when nobody waits for it any more. */
  readonly mustLand?: boolean
  /** @param signal Ends the wait for the credentials. */
  prepare(signal?: AbortSignal): Promise<Prepared>
  /** Where the sign-in has to tell who it is: from now on it is this user, for life. */
  bind?(subject: string): void
  /** Whether a stored token can be renewed. Default: {@link renewable}. */
  renews?(record: TokenRecord): boolean
  /** Whether a sign-out has something to end, though no token is known here. */
  readonly endsUnseen?: boolean
  /**
   * Ends a token in another way than by Looker's logout alone. Undefined: nothing is to be done.
   *
   * @param refreshToken What the token is renewed with, where it is known.
   * @param signal Gives it up.
   * @param inTurn Runs a token request when no other one of the identity is on the wire.
   */
  revoke?(
    why: RevokeReason,
    token: string,
    refreshToken?: string,
    signal?: AbortSignal,
    inTurn?: TokenRequestTurn,
  ): Promise<{ readonly reported?: Error }> | undefined
  /** It is being signed out. Answers the token that was given from outside, which is never handed out again. */
  end?(): string | undefined
}

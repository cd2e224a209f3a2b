import type { AuthError } from '../errors/auth-error.js'
import type { RevokeReason, SignOutReason } from '../tokens/reasons.js'
import type { SetAsideReason } from '../tokens/token-record.js'

/** What happened in a session; fields never hold a secret. As JSON, an `error` has its code, message, hint, status and cause. */
export type SessionEventBody =
  /** A token is there: from Looker (`login`), or one that another session stored (`store`). */
  | { readonly type: 'granted'; readonly source: 'login' | 'store' }
  /** Another token took the place of one that was held. */
  | { readonly type: 'renewed'; readonly source: 'login' | 'store' }
  /** No token could be had. Where one is still valid, it stays in use. */
  | { readonly type: 'grant_failed'; readonly error: AuthError; readonly tokenKept: boolean }
  /** Looker answered 401 to a request with the token. `renewing` is false where no renewal follows. */
  | { readonly type: 'rejected'; readonly renewing: boolean }
  | { readonly type: 'signed_out'; readonly reason: SignOutReason }
  /** The sign-in was ended by another session on the store; this one signs in again at its next use. */
  | { readonly type: 'dropped' }
  /** A token was ended on the server, or should have been: then with the error. */
  | {
      readonly type: 'revoked'
      readonly why: RevokeReason
      readonly error?: AuthError
    }
  /** A stored record was not used. */
  | { readonly type: 'record_set_aside'; readonly reason: SetAsideReason }
  /** The store failed; the session goes on from memory. Said once, until `store_recovered`; of a lock, until it works again. */
  | {
      readonly type: 'store_failure'
      readonly operation: 'load' | 'commit' | 'lock' | 'watch'
      readonly error: AuthError
    }
  | { readonly type: 'store_recovered' }
  /** A new token began in production and was moved to the session's workspace. */
  | { readonly type: 'workspace_reset'; readonly workspace: 'dev' | 'production' }
  /** A setting of a call was not followed, because the session has one for all its calls. Said once for each setting and object. */
  | { readonly type: 'setting_ignored'; readonly setting: string; readonly hint: string }

/** A {@link SessionEventBody}, and of whom it speaks. */
export type SessionEvent = SessionEventBody & {
  /** The user id of a sudo session; undefined for the API key's own user. */
  readonly subject?: string | undefined
}

/** Gets every event, in order. */
export type SessionEventListener = (event: SessionEvent) => void

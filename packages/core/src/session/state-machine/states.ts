import type { AuthError } from '../../errors/auth-error.js'
import type { CachedToken, Moment } from '../../tokens/cached-token.js'
import type { SignOutReason } from '../../tokens/reasons.js'
import type { CompletedSignIn } from '../../tokens/token-source.js'

/** What every state carries: the number of the last request (one attempt at getting a token, shared by its callers). */
interface Base {
  readonly request: number
}

/** Everything a session remembers, by state. Times are monotonic milliseconds. */
export type State = Base &
  (
    | { readonly name: 'idle' }
    /** `previous` expired or was rejected; it is not served. */
    | {
        readonly name: 'signing_in'
        readonly previous?: CachedToken
        readonly failures: number
        readonly afterRejection: boolean
      }
    /** After a failed renewal, `notBeforeMs` says when to try again; the token is served all the while. */
    | {
        readonly name: 'signed_in'
        readonly token: CachedToken
        readonly failures: number
        readonly notBeforeMs: number
        readonly error?: AuthError
      }
    | { readonly name: 'renewing'; readonly token: CachedToken; readonly failures: number }
    | { readonly name: 'signing_out' }
    | { readonly name: 'signed_out'; readonly reason: SignOutReason }
    | { readonly name: 'denied'; readonly error: AuthError; readonly notBeforeMs: number }
    | {
        readonly name: 'failed_for_now'
        readonly error: AuthError
        readonly notBeforeMs: number
        readonly failures: number
      }
  )

export type StateName = State['name']

/** The token that a state serves. */
export function cachedIn(state: State): CachedToken | undefined {
  return 'token' in state ? state.token : undefined
}

/** What can happen to a session. */
export type MachineEvent =
  /** A caller wants a token. */
  | { readonly type: 'call' }
  /** `login()`; `completed` where a person just signed in, so that the cached token is not of that sign-in. */
  | { readonly type: 'sign_in'; readonly completed?: CompletedSignIn | undefined }
  /** The credentials are others than those that were denied. */
  | { readonly type: 'credentials_changed' }
  /** A request brought a token. */
  | { readonly type: 'granted'; readonly request: number; readonly token: CachedToken }
  | {
      readonly type: 'failed'
      readonly request: number
      readonly error: AuthError
      readonly jitter: number
      /** Whether the id of another system is another user's by now. */
      readonly userMoved?: boolean
    }
  /** The last caller left. */
  | { readonly type: 'abandoned'; readonly request: number }
  /** The request did not end within its bound: nothing of it is waited for any more. */
  | { readonly type: 'stalled'; readonly request: number }
  /** The server answered 401 to a request with this token; `accepted` if one had succeeded with it before. */
  | { readonly type: 'rejected'; readonly tokenId: string; readonly accepted: boolean }
  /** The store holds another token of this identity. */
  | { readonly type: 'replaced'; readonly token: CachedToken }
  /** The sign-in that the token descends from was ended by another session; `parent`: the admin's, and the user was not signed out. */
  | { readonly type: 'ended'; readonly parent?: boolean }
  /** `logout()` */
  | { readonly type: 'sign_out' }
  | { readonly type: 'sign_out_finished' }
  /** `as()` after `logout()`: the handles that were there stay signed out. */
  | { readonly type: 'reopened' }

export type MachineEventName = MachineEvent['type']

/** What the shell has to do. */
export type Effect =
  | {
      readonly type: 'start_request'
      readonly request: number
      readonly previous?: CachedToken
      readonly afterRejection: boolean
      readonly completed?: CompletedSignIn | undefined
    }
  | { readonly type: 'abort_request' }
  /** Commit the tombstone, then revoke; then say `sign_out_finished`. */
  | { readonly type: 'end_identity'; readonly token?: CachedToken }
  /** A token that came too late: revoke it. */
  | { readonly type: 'revoke_late'; readonly token: CachedToken }
  /** A token that may not be served any more, though it is valid: revoke it. */
  | { readonly type: 'end_token'; readonly token: CachedToken }
  /** Tokens that were asked for with this one for users are void. */
  | { readonly type: 'end_children' }

export type EffectName = Effect['type']

/** What the machine must know beside state and event. */
export interface MachineContext extends Moment {
  /** A person's session (OAuth, backend) stays signed out when it was ended elsewhere; others sign in again. */
  readonly personal: boolean
}

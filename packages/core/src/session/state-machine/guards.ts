import type { AuthError } from '../../errors/auth-error.js'
import type { AuthErrorCode } from '../../errors/error-codes.js'
import { isDueForRenewal, isExpired } from '../../tokens/cached-token.js'
import { cachedIn, type MachineContext, type MachineEvent, type State } from './states.js'

/** The refusals of the credentials themselves, or of this admin's right to this user. */
const denials: ReadonlySet<AuthErrorCode> = new Set([
  'bad_credentials',
  'unknown_user',
  'sudo_refused',
  'sudo_unsupported',
  'sign_in_required',
  'identity_changed',
  'user_not_allowed',
])

/** No user is signed in, or a person has to sign in. The next call tries again at once, because that costs no request. */
const unasked: ReadonlySet<AuthErrorCode> = new Set(['signed_out', 'closed', 'refresh_token_lost'])
const unaskedWithoutStatus: ReadonlySet<AuthErrorCode> = new Set(['sign_in_required', 'identity_changed'])

/** Whether the error refuses the credentials or the user, so that the same request would be refused again. */
export function isRefusal(error: AuthError | undefined): boolean {
  return error !== undefined && denials.has(error.code)
}

type Guard = (state: State, event: MachineEvent, context: MachineContext) => boolean

const errorOf = (event: MachineEvent) => (event.type === 'failed' ? event.error : undefined)
const waits = (state: State, { monotonicMs }: MachineContext): boolean =>
  'notBeforeMs' in state && monotonicMs < state.notBeforeMs

const isPastHard: Guard = (state, _, context) => {
  const token = cachedIn(state)
  return token !== undefined && isExpired(token, context)
}

/** The conditions that cells of the table name. */
export const guards = {
  /** The token's hard expiry has passed. */
  expired: isPastHard,
  /** It has passed, and Looker refused the credentials not long ago. */
  expired_and_denied: (state, event, context) =>
    isPastHard(state, event, context) && waits(state, context) && 'error' in state && isRefusal(state.error),
  /** It has passed, and the last failed renewal asks for patience. */
  expired_and_waiting: (state, event, context) => isPastHard(state, event, context) && waits(state, context),
  /** The token's soft expiry has passed, and no failed renewal asks for patience. */
  due: (state, _, context) => {
    const token = cachedIn(state)
    return token !== undefined && isDueForRenewal(token, context) && !waits(state, context)
  },
  /** The cool-down after a failure is not over. */
  waiting: (state, _, context) => waits(state, context),
  /** The event speaks of a request that is not the one under way. */
  other_request: (state, event) => !('request' in event) || event.request !== state.request,
  /** The event speaks of a token that is not the one held. */
  other_token: (state, event) => event.type !== 'rejected' || event.tokenId !== cachedIn(state)?.id,
  /** The token came from a renewal after a rejection, and was itself rejected before any request succeeded with it. */
  fruitless: (state, event, { monotonicMs }) => {
    const token = cachedIn(state)
    if (event.type !== 'rejected' || token === undefined || monotonicMs >= token.suppressibleUntilMs)
      return false
    return token.suppressed || !event.accepted
  },
  /** Looker refuses these credentials, or this admin's token for this user. */
  refused: (_, event) => isRefusal(errorOf(event)),
  /** The admin session is signed out, or a person has to sign in: nothing to wait for, nothing was asked. */
  sign_in_missing: (_, event) => {
    const error = errorOf(event)
    if (error === undefined) return false
    return unasked.has(error.code) || (error.status === undefined && unaskedWithoutStatus.has(error.code))
  },
  /** The id of another system is another user's by now. */
  user_moved: (_, event) => event.type === 'failed' && event.userMoved === true,
  /** A person just signed in. */
  completed: (_, event) => event.type === 'sign_in' && event.completed !== undefined,
  personal: (_state, _event, { personal }) => personal,
} as const satisfies Record<string, Guard>

export type GuardName = keyof typeof guards

import { AuthError } from '../../errors/auth-error.js'
import type { Clock } from '../../runtime/clock.js'
import type { State } from './states.js'

/** Why a session in this state gives no token: what the server said, and how long to wait. */
export function refusalOf(state: State, clock: Clock): AuthError {
  if (state.name === 'signed_out' || state.name === 'signing_out') {
    const elsewhere = state.name === 'signed_out' && state.reason === 'elsewhere'
    return new AuthError('signed_out', elsewhere ? { message: 'This session was signed out elsewhere.' } : {})
  }
  if (state.name !== 'denied' && state.name !== 'failed_for_now') return new AuthError('unavailable')
  const { error, notBeforeMs } = state
  const { code, status, serverMessage, hint, cause, retryable } = error
  const retryAfterMs = Math.max(0, Math.ceil(notBeforeMs - clock.monotonic()))
  const message = `${error.message} (Said again without asking Looker; asked next in ${retryAfterMs} ms.)`
  const copy = new AuthError(code, { status, serverMessage, hint, cause, retryable, retryAfterMs })
  copy.message = message
  return copy
}

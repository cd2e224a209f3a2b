import { AuthError } from '../../errors/auth-error.js'
import type { Clock } from '../../runtime/clock.js'
import { isSignedOut } from './sign-in-ends.js'
import type { State } from './states.js'

/** Why a session in this state gives no token: what the server said, and how long to wait. */
export function refusalOf(state: State, clock: Clock): AuthError {
  if (isSignedOut(state)) {
    const elsewhere = state.name === 'signed_out' && state.reason === 'elsewhere'
    return elsewhere ? signedOutElsewhere() : new AuthError('signed_out')
  }
  if (state.name !== 'denied' && state.name !== 'failed_for_now') return new AuthError('unavailable')
  const { error, notBeforeMs } = state
  const { code, status, serverMessage, hint, baseUrl, cause, retryable } = error
  const retryAfterMs = Math.max(0, Math.ceil(notBeforeMs - clock.monotonic()))
  const message = `${error.message} (The session repeats this error. It asks Looker again in ${retryAfterMs} ms.)`
  const copy = new AuthError(code, { status, serverMessage, hint, baseUrl, cause, retryable, retryAfterMs })
  const { stack, message: usual } = copy
  copy.message = message
  // Engines write the message into the stack when the error is made.
  if (stack !== undefined) copy.stack = stack.replace(usual, () => message)
  return copy
}

/** @throws AuthError `closed` */
export function refuseIfClosed({ closed }: { readonly closed: boolean }): void {
  if (closed) throw new AuthError('closed')
}

/** A person's session that another one ended, such as that of another tab, where another user may be signed in by now. */
export function signedOutElsewhere(): AuthError {
  return new AuthError('signed_out', {
    message: 'This session was signed out elsewhere, such as in another tab.',
    hint: 'Call login() to sign in again as the same user. Where another user has signed in since, reload the page, or make a new session for that user.',
  })
}

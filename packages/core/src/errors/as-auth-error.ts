import { AuthError } from './auth-error.js'
import type { AuthErrorCode } from './error-codes.js'
import { redact, redactError } from './redact.js'

/** How to tell of an error that is no AuthError. */
interface Telling {
  /** What it must not show. */
  readonly secrets?: readonly string[]
  /** In place of the code's own sentences. */
  readonly message?: string
  readonly hint?: string
}

/** The error as an AuthError that shows no secret: itself, where it is one; else one of that code, with what it said as its cause. */
export function asAuthError(error: unknown, code: AuthErrorCode, telling: Telling = {}): AuthError {
  const { secrets = [], message, hint } = telling
  if (AuthError.is(error) && showsNone(error, secrets)) return error
  return new AuthError(code, { message, hint, cause: redactError(error, secrets) })
}

function showsNone(error: AuthError, secrets: readonly string[]): boolean {
  const shown = JSON.stringify(error)
  return redact(shown, secrets) === shown
}

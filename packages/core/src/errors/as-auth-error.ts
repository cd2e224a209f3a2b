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
  return secrets.length === 0 || !mayShow(error, secrets, new Set())
}

/** More parts than this are not looked at. */
const mostParts = 200
/** They are no property of their own where a class or an engine has them. */
const hiddenFields = ['name', 'message', 'stack', 'cause']

/** Whether a value shows a secret where it is printed, or may do so: what is in maps, bytes and objects of other classes is not looked at. */
function mayShow(value: unknown, secrets: readonly string[], seen: Set<unknown>): boolean {
  if (typeof value === 'string') return redact(value, secrets) !== value
  if (typeof value !== 'object' || value === null || seen.has(value)) return false
  seen.add(value)
  const isPlain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value))
  if (seen.size > mostParts || !(isPlain || value instanceof Error)) return true
  try {
    return [...Object.getOwnPropertyNames(value), ...hiddenFields].some(name =>
      mayShow(value[name as keyof typeof value], secrets, seen),
    )
  } catch {
    return true
  }
}

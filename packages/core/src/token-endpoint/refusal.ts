import { AuthError, type AuthErrorDetails } from '../errors/auth-error.js'

/** What a page may learn of a failure, and the status it comes with. */
const statuses = {
  request_refused: 400,
  sign_in_required: 401,
  signed_out: 401,
  user_not_allowed: 403,
  unknown_user: 404,
  identity_changed: 409,
  rate_limited: 429,
} as const

/**
 * The endpoint itself refuses the page. Whatever else is thrown, an AuthError of the same code too, is between the server
 * and Looker, and not for the page.
 */
export class Refusal extends Error {
  readonly error: AuthError
  readonly status: number

  constructor(code: keyof typeof statuses, details: AuthErrorDetails = {}, status: number = statuses[code]) {
    const error = new AuthError(code, details)
    super(error.message)
    this.error = error
    this.status = status
  }
}

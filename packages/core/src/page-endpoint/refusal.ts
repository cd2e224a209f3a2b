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
  unavailable: 503,
} as const

/** How a refusal differs from others of its code. */
export interface RefusalDetails extends Omit<AuthErrorDetails, 'message'> {
  readonly message?: string
  /** Default: that of the code. */
  readonly httpStatus?: number
  /** Names the reason, for reports: the same for every request that is refused for it. Default: the code. */
  readonly kind?: string
}

/**
 * The endpoint itself refuses the page. Whatever else is thrown, an AuthError of the same code too, is between the server
 * and Looker, and not for the page.
 */
export class Refusal extends Error {
  readonly error: AuthError
  readonly status: number
  readonly kind: string

  constructor(code: keyof typeof statuses, { httpStatus, kind, ...details }: RefusalDetails = {}) {
    const error = new AuthError(code, details)
    super(error.message)
    this.error = error
    this.status = httpStatus ?? statuses[code]
    this.kind = kind ?? code
  }
}

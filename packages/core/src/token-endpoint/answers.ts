import { AuthError } from '../errors/auth-error.js'
import type { AuthErrorCode } from '../errors/error-codes.js'

/** What a page may learn of a failure, and the status it comes with. All else is the server's own affair: unavailable. */
const statuses: Partial<Record<AuthErrorCode, number>> = {
  request_refused: 400,
  sign_in_required: 401,
  signed_out: 401,
  user_not_allowed: 403,
  unknown_user: 404,
  identity_changed: 409,
  rate_limited: 429,
  unavailable: 503,
}

/** An answer that nobody may keep. */
export function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: 'Origin',
      ...headers,
    },
  })
}

/** A failure as the page may see it: core's code, its sentence, and when to ask again. */
export function failure(error: AuthError, status?: number): Response {
  const shown = statuses[error.code] === undefined ? new AuthError('unavailable') : error
  const { code, message, retryable, retryAfterMs } = shown
  const wait = retryAfterMs === undefined ? undefined : String(Math.ceil(retryAfterMs / 1000))
  return answer(
    status ?? statuses[code] ?? 503,
    { error: { code, message, retryable } },
    wait === undefined ? {} : { 'retry-after': wait },
  )
}

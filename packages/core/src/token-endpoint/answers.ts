import { AuthError } from '../errors/auth-error.js'
import type { Refusal } from './refusal.js'

/** An answer that must not be kept. */
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

/** Why the page gets nothing: cache's code, its sentence, and when to ask again. */
export function refused({ error, status }: Refusal): Response {
  return failure(error, status)
}

/** All that the page learns of a failure that is the server's own affair. */
export function unavailable(error: unknown): Response {
  const retryAfterMs = AuthError.is(error) ? error.retryAfterMs : undefined
  return failure(new AuthError('unavailable', { retryAfterMs }), 503)
}

function failure({ code, message, retryable, retryAfterMs }: AuthError, status: number): Response {
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }
  return answer(status, { error: { code, message, retryable } }, headers)
}

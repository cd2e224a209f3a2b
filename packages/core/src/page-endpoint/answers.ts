import { AuthError } from '../errors/auth-error.js'
import type { AuthErrorCode } from '../errors/error-codes.js'
import type { EndpointNames } from './endpoint-names.js'
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

/** Why the page gets nothing: the code, the reason, the next step, and when to ask again. */
export function refused({ error, status }: Refusal): Response {
  return failure(error, status)
}

/**
 * All that the page learns of a failure that is the server's own affair: of one at Looker its code, in words that repeat
 * nothing of what Looker said; of any other that the endpoint is unavailable.
 */
export function unavailable(error: unknown, names: EndpointNames): Response {
  const { code, retryable, retryAfterMs } =
    AuthError.is(error) && Object.hasOwn(atLooker, error.code) ? error : unknown
  return failure(new AuthError(code, { ...wordsOf(code, names), retryable, retryAfterMs }), 503)
}

const unknown: { code: AuthErrorCode; retryable?: boolean; retryAfterMs?: number } = { code: 'unavailable' }

const atLooker: { readonly [Code in AuthErrorCode]?: string } = {
  rate_limited: "Looker asks the application's server for fewer requests.",
  not_looker_api: "The server that answered the application's server is not the Looker API.",
  malformed_response: "The answer that the application's server got is not what the Looker API sends.",
  network: "The application's server could not reach Looker.",
  tls: "The application's server could make no trusted TLS connection to Looker.",
  timeout: "The application's server waited too long for Looker, or for its own credentials.",
  unavailable: "The application's server cannot get a token at the moment.",
}

function wordsOf(
  code: AuthErrorCode,
  { creator }: EndpointNames,
): { message: string | undefined; hint: string } {
  const wait = code === 'rate_limited' ? 'Wait for retryAfterMs where it is given. ' : ''
  return {
    message: atLooker[code],
    hint: `${wait}Try again later; what happened is told to onError of ${creator}, in the application's own log.`,
  }
}

function failure({ code, message, hint, retryable, retryAfterMs }: AuthError, status: number): Response {
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }
  const reason = message.endsWith(` ${hint}`) ? message.slice(0, -hint.length - 1) : message
  return answer(status, { error: { code, message: reason, hint, retryable } }, headers)
}

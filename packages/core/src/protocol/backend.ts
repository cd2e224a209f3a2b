import { AuthError } from '../errors/auth-error.js'
import { type AuthErrorCode, isErrorCode } from '../errors/error-codes.js'
import { onOneLine } from '../errors/redact.js'
import { readAccessToken } from './answers/access-token.js'
import type { GrantOutcome } from './answers/parse-answer.js'
import { retryAfterMs } from './answers/retry-after.js'
import type { WireAnswer, WireRequest } from './wire.js'

/** Every request to a token endpoint carries it: a form or an image of another site cannot send it. */
export const tokenRequestHeader = 'x-looker-auth'

/** What a page asks a token endpoint for. Names as on the wire. */
export interface TokenRequest {
  readonly operation: 'token' | 'sign_out'
  /** Whom the page believes to be signed in. */
  readonly user_id: string
  readonly workspace?: 'dev' | 'production' | undefined
  /** SHA-256 in hexadecimal of the access token that Looker rejected. */
  readonly rejected?: string | undefined
}

/** A page's request to the application's token endpoint. */
export function buildTokenRequest(
  url: string,
  body: TokenRequest,
  extra: Readonly<Record<string, string>>,
): WireRequest {
  const headers = {
    ...extra,
    accept: 'application/json',
    'content-type': 'application/json',
    [tokenRequestHeader]: '1',
  }
  return { method: 'POST', url, headers, body: JSON.stringify(body), secrets: Object.values(extra) }
}

/** What the token endpoint's answer to `token` means. Another user's token is never taken. */
export function parseTokenAnswer(answer: WireAnswer, userId: string, nowMs: number): GrantOutcome {
  const token = readAccessToken(answer)
  if (answer.status !== 200 || 'flaw' in token) return { kind: 'failed', error: endpointError(answer, nowMs) }
  const { json: body } = answer
  const named = typeof body === 'object' && body !== null && 'user_id' in body ? body.user_id : undefined
  if (named !== userId)
    return { kind: 'failed', error: new AuthError('identity_changed', { status: answer.status }) }
  const { access_token, token_type, expires_in } = token
  return { kind: 'granted', token: { access_token, token_type, expires_in } }
}

/** Whether the answer to `sign_out` says that the token is dead. */
export function saysRevoked({ json: body }: WireAnswer): boolean {
  return typeof body === 'object' && body !== null && 'revoked' in body && body.revoked === true
}

/** What is wrong, where the answer is not that of a success. */
export function endpointError(answer: WireAnswer, nowMs: number): AuthError {
  const { status } = answer
  const said = errorIn(answer)
  const wait = retryAfterMs(answer, nowMs)
  if (said !== undefined) {
    const { code, message } = said
    return new AuthError(code, { status, serverMessage: message, retryAfterMs: wait })
  }
  if (status === 0 || (status >= 300 && status < 400)) {
    return new AuthError('sign_in_required', {
      status: status === 0 ? undefined : status,
      message: 'The token endpoint sent the request on, as applications do when no user is signed in.',
    })
  }
  if (status === 429) return new AuthError('rate_limited', { status, retryAfterMs: wait })
  if (status >= 500) return new AuthError('unavailable', { status, retryAfterMs: wait, hint: lookAtBackend })
  return new AuthError('configuration', {
    status,
    message: 'What answered is not a token endpoint.',
    hint: lookAtBackend,
  })
}

const lookAtBackend =
  "Check the url of backendGrant() and the application's own log: createTokenEndpoint() has to answer there, before any page or sign-in redirect does."

/** An error as token endpoints send it; undefined for any other body. */
function errorIn({
  json: body,
}: WireAnswer): { code: AuthErrorCode; message: string | undefined } | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const { code, message } = (body.error ?? {}) as Record<string, unknown>
  if (!isErrorCode(code)) return undefined
  const said = typeof message === 'string' ? onOneLine(message).slice(0, 300) : undefined
  return { code, message: said }
}

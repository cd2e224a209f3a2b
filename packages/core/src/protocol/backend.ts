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
    const { code, message, hint, retryable } = said
    const does = status < 500 ? 'refused the request.' : 'could not serve the request.'
    const details = { status, serverMessage: message, hint, retryable, retryAfterMs: wait }
    return new AuthError(code, { message: `The application's token endpoint ${does}`, ...details })
  }
  if (status === 0 || (status >= 300 && status < 400)) {
    return new AuthError('sign_in_required', {
      status: status === 0 ? undefined : status,
      message: 'The token endpoint sent the request on, as applications do when no user is signed in.',
    })
  }
  if (status === 429 || status >= 500) {
    const code = status === 429 ? 'rate_limited' : 'unavailable'
    const does = status === 429 ? 'asks for fewer requests.' : 'could not answer at the moment.'
    const message = `The application's server, or a proxy in front of it, ${does}`
    return new AuthError(code, { status, retryAfterMs: wait, message, hint: lookAtBackend })
  }
  return new AuthError('configuration', {
    status,
    message: 'The server that answered is not a token endpoint.',
    hint: lookAtBackend,
  })
}

const lookAtBackend =
  "Check the url of backendGrant() and the application's own log: createTokenEndpoint() has to answer there, before any page or sign-in redirect does."

/** What a token endpoint says of an error. */
interface SaidError {
  readonly code: AuthErrorCode
  readonly message: string | undefined
  readonly hint: string | undefined
  readonly retryable: boolean | undefined
}

/** An error as token endpoints send it; undefined for any other body. */
function errorIn({ json: body }: WireAnswer): SaidError | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const { code, message, hint, retryable } = (body.error ?? {}) as Record<string, unknown>
  if (!isErrorCode(code)) return undefined
  return {
    code,
    message: sentenceOf(message),
    hint: sentenceOf(hint),
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
  }
}

/** Longer than any sentence of ours. */
const longestSentence = 1000

function sentenceOf(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  const line = onOneLine(text)
  if (line.length <= longestSentence) return line
  const cut = line.slice(0, longestSentence)
  return `${cut.slice(0, cut.lastIndexOf(' ') + 1)}[...]`
}

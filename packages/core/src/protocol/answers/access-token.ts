import type { WireAnswer } from '../wire.js'

/** What login and login_user answer. Names as on the wire. Source: Looker's API specification, `AccessToken`. */
export interface AccessToken {
  readonly access_token: string
  readonly token_type: string
  /** Lifetime in seconds, counted by the server from when it answered. */
  readonly expires_in: number
  /** Only from OAuth in API 4.0. */
  readonly refresh_token?: string
}

/** Ten years: a longer lifetime is taken for a fault of the server. */
const longestLifetimeSeconds = 10 * 366 * 24 * 3600

/** RFC 6750's `b64token`, widened to every visible ASCII character: what a header can carry without change. */
const sendable = /^[\x21-\x7e]{1,4096}$/

/** Whether a header can carry it: platforms repeat a value that it cannot in their errors. */
export function isSendableToken(token: unknown): token is string {
  return typeof token === 'string' && sendable.test(token)
}

/** The token in an answer's JSON, or a sentence that says what is wrong with it; the sentence repeats nothing of the body. */
export function readAccessToken({
  text,
  json: body,
}: Pick<WireAnswer, 'text' | 'json'>): AccessToken | { readonly flaw: string } {
  if (text.trim() === '') return { flaw: 'the body is empty' }
  if (body === undefined) return { flaw: 'the body is not JSON, or is cut off' }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { flaw: 'the body is not a JSON object' }
  const { access_token, token_type = 'Bearer', expires_in, refresh_token } = body as Record<string, unknown>
  if (access_token === undefined) return { flaw: 'access_token is missing' }
  if (typeof access_token !== 'string') return { flaw: 'access_token is not a string' }
  if (access_token === '') return { flaw: 'access_token is empty' }
  if (!isSendableToken(access_token)) return { flaw: 'access_token cannot be sent in a header' }
  if (typeof token_type !== 'string') return { flaw: 'token_type is not a string' }
  if (expires_in === undefined || expires_in === null) return { flaw: 'expires_in is missing' }
  if (typeof expires_in !== 'number') return { flaw: 'expires_in is not a number' }
  if (!(expires_in > 0)) return { flaw: 'expires_in is not positive' }
  if (expires_in > longestLifetimeSeconds) return { flaw: 'expires_in is longer than ten years' }
  if (refresh_token === undefined || refresh_token === null) return { access_token, token_type, expires_in }
  if (typeof refresh_token !== 'string' || refresh_token === '')
    return { flaw: 'refresh_token is not a string' }
  return { access_token, token_type, expires_in, refresh_token }
}

/** The parsed text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { AuthError } from '../errors/auth-error.js'
import type { AuthErrorCode } from '../errors/error-codes.js'
import { onOneLine, redact } from '../errors/redact.js'
import { type AnswerContext, answerError } from './answers/answer-error.js'
import { type AnswerKind, kindOfAnswer } from './answers/answer-kind.js'
import { type GrantOutcome, parseLogin } from './answers/parse-answer.js'
import type { ApiTarget, WireAnswer, WireRequest } from './wire.js'

/** A public client, as it is registered in Looker (`oauth_client_apps`). */
export interface OAuthClient {
  /** The `client_guid` that it is registered under. */
  readonly clientId: string
  /**
   * The registered address that Looker sends the user back to, exactly: http or https, without user info and fragment. Each Looker instance
   * should have one of its own, so that no other instance's code comes there.
   */
  readonly redirectUri: string
}

/** What the authorization request carries (RFC 6749 4.1.1, RFC 7636 4.3). */
export interface AuthorizationRequest extends OAuthClient {
  /** Where Looker's pages are: `{webUrl}/auth`. */
  readonly webUrl: string
  readonly scope: string
  readonly state: string
  readonly codeChallenge: string
}

/** The address that begins a sign-in on Looker's pages. */
export function authorizationUrl(request: AuthorizationRequest): string {
  const { webUrl, clientId, redirectUri, scope, state, codeChallenge } = request
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  })
  return `${webUrl}/auth?${query}`
}

/** What Looker's redirect back says; give it to `finishAuthorization()` with the code verifier. */
export type AuthorizationAnswer = {
  readonly state: string
  /** Who answers (RFC 9207); undefined where the answer does not say it. */
  readonly iss?: string | undefined
} & ({ readonly kind: 'code'; readonly code: string } | { readonly kind: 'error'; readonly error: AuthError })

/** The parameters of a redirect back, which do not belong into the address bar for longer than it takes to read them. */
export const redirectParameters = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss'] as const

/**
 * Reads an address that Looker may have sent the user back to; undefined when it is none (RFC 6749 4.1.2). An answer that has one of its
 * parameters twice is an error, `state_mismatch`; where that is the state, the state is empty (RFC 6749 3.1).
 */
export function readAuthorizationAnswer({ searchParams }: URL): AuthorizationAnswer | undefined {
  const read = (name: string): string => searchParams.get(name) ?? ''
  if (![...searchParams.getAll('code'), ...searchParams.getAll('error')].some(Boolean)) return undefined
  const [code, error, iss] = [read('code'), read('error'), searchParams.get('iss') ?? undefined]
  const state = searchParams.getAll('state').length > 1 ? '' : read('state')
  const repeated = redirectParameters.find(name => searchParams.getAll(name).length > 1)
  if (repeated !== undefined) return { kind: 'error', error: repeatedParameter(repeated), state, iss }
  if (error !== '')
    return { kind: 'error', error: redirectError(error, read('error_description')), state, iss }
  return { kind: 'code', code, state, iss }
}

function repeatedParameter(name: string): AuthError {
  return new AuthError('state_mismatch', {
    message: `The answer to the sign-in has the parameter ${name} more than once, as Looker sends none.`,
  })
}

function redirectError(error: string, description: string): AuthError {
  const said = onOneLine(`${error}${description === '' ? '' : `: ${description}`}`).slice(0, 300)
  return new AuthError(error === 'access_denied' ? 'access_denied' : 'authorization_failed', {
    serverMessage: said,
    retryable: error === 'temporarily_unavailable' || error === 'server_error',
  })
}

/** The request that makes a token of an authorization code (RFC 6749 4.1.3). */
export function buildCodeExchange(
  target: ApiTarget,
  { clientId, redirectUri }: OAuthClient,
  { code, codeVerifier }: { readonly code: string; readonly codeVerifier: string },
): WireRequest {
  const body = {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: codeVerifier,
  }
  return tokenRequest(target, body, [code, codeVerifier])
}

/** The request that makes a token of a refresh token (RFC 6749 6). */
export function buildRefresh(
  target: ApiTarget,
  { clientId }: OAuthClient,
  refreshToken: string,
): WireRequest {
  const body = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken }
  return tokenRequest(target, body, [refreshToken])
}

/** Looker's token endpoint has no API version in its address. */
function tokenRequest({ baseUrl }: ApiTarget, body: object, secrets: readonly string[]): WireRequest {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  return { method: 'POST', url: `${baseUrl}/api/token`, headers, body: JSON.stringify(body), secrets }
}

/** What the kinds of answer mean here; those that are missing mean what they mean for a login. */
const meanings: Partial<Record<AnswerKind, AuthErrorCode>> = {
  unauthenticated: 'authorization_failed',
  forbidden: 'authorization_failed',
  invalid: 'authorization_failed',
  not_found: 'authorization_failed',
}

/** What the token endpoint's answer means. `dead`: the code for an `invalid_grant`. */
export function parseTokenGrant(
  answer: WireAnswer,
  context: AnswerContext,
  dead: 'code_rejected' | 'refresh_token_lost',
): GrantOutcome {
  const kind = kindOfAnswer(answer)
  const meaning = meanings[kind]
  if (meaning === undefined) return parseLogin(answer, context)
  const { error, description } = oauthError(answer)
  const code = error === 'invalid_grant' ? dead : meaning
  const said = onOneLine(redact(`${error}${description && `: ${description}`}`, context.secrets)).slice(
    0,
    300,
  )
  if (said === '') return { kind: 'failed', error: answerError(code, kind, answer, context) }
  return { kind: 'failed', error: new AuthError(code, { status: answer.status, serverMessage: said }) }
}

/** RFC 6749 5.2. */
function oauthError({ json: body }: WireAnswer): { error: string; description: string } {
  if (typeof body !== 'object' || body === null) return { error: '', description: '' }
  const { error, error_description } = body as Record<string, unknown>
  return {
    error: typeof error === 'string' ? error : '',
    description: typeof error_description === 'string' ? error_description : '',
  }
}

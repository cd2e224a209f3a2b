import type { Settings } from '../options'
import type { OauthClientApp } from './client-app'
import type { ClientAppRegistry } from './client-apps'
import { readChallenge } from './pkce'
import { isRegistered } from './redirect-uri'

/** Error codes of RFC 6749, section 4.1.2.1, that a redirect can carry. */
export type AuthorizeError =
  | 'access_denied'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unsupported_response_type'

/** Where an answer to an authorization request goes. */
export interface ReturnAddress {
  readonly app: OauthClientApp
  /** The one of the request. */
  readonly redirectUri: string
  readonly state: string | undefined
}

export type AuthorizeRequest =
  /** Whose redirect_uri can't be trusted: shown to the person, never sent anywhere. */
  | { readonly kind: 'untrusted'; readonly problem: string }
  | {
      readonly kind: 'refused'
      readonly to: ReturnAddress
      readonly error: AuthorizeError
      readonly description: string
    }
  | { readonly kind: 'valid'; readonly to: ReturnAddress; readonly challenge: string }

interface Rule {
  readonly name: string
  readonly allows: RegExp
  readonly error: AuthorizeError
  readonly must: string
}

const RULES: readonly Rule[] = [
  { name: 'response_type', allows: /^code$/, error: 'unsupported_response_type', must: 'must be code' },
  { name: 'scope', allows: /^cors_api$/, error: 'invalid_scope', must: 'must be cors_api' },
  { name: 'code_challenge_method', allows: /^S256$/, error: 'invalid_request', must: 'must be S256' },
]

/** Reads what follows client_id and redirect_uri. Wrong values are told to the application. */
function readRest(query: URLSearchParams, to: ReturnAddress, { hexChallenge }: Settings): AuthorizeRequest {
  const refused = (error: AuthorizeError, description: string): AuthorizeRequest => ({
    kind: 'refused',
    to,
    error,
    description,
  })
  for (const name of ['state', ...RULES.map(rule => rule.name), 'code_challenge']) {
    if (query.getAll(name).length > 1) return refused('invalid_request', `${name} is there twice`)
  }
  for (const { name, allows, error, must } of RULES) {
    const value = query.get(name)
    if (value === null) return refused('invalid_request', `${name} is missing`)
    if (!allows.test(value)) return refused(error, `${name} ${must}`)
  }
  const sent = query.get('code_challenge')
  if (sent === null) return refused('invalid_request', 'code_challenge is missing')
  const challenge = readChallenge(sent, hexChallenge)
  if (challenge !== undefined) return { kind: 'valid', to, challenge }
  const forms = `base64url${hexChallenge ? ', or in hexadecimal' : ''}`
  return refused('invalid_request', `code_challenge must be a SHA-256 in ${forms}`)
}

/** Reads the query of /auth. */
export function readAuthorizeRequest(
  query: URLSearchParams,
  apps: ClientAppRegistry,
  settings: Settings,
): AuthorizeRequest {
  const untrusted = (problem: string): AuthorizeRequest => ({ kind: 'untrusted', problem })
  const [clientId, secondClientId] = query.getAll('client_id')
  const [redirectUri, secondRedirectUri] = query.getAll('redirect_uri')
  if (clientId === undefined || secondClientId !== undefined) return untrusted('client_id must be there once')
  const app = apps.get(clientId)
  if (!app) return untrusted('client_id names no registered OAuth client app')
  if (!app.enabled) return untrusted('The OAuth client app that client_id names is disabled')
  if (redirectUri === undefined || secondRedirectUri !== undefined) {
    return untrusted('redirect_uri must be there once')
  }
  if (!isRegistered(redirectUri, app.redirectUri, settings.anyLoopbackPort)) {
    return untrusted('redirect_uri is not exactly the registered one')
  }
  const states = query.getAll('state')
  const to: ReturnAddress = { app, redirectUri, state: states.length === 1 ? states[0] : undefined }
  return readRest(query, to, settings)
}

/** The URL by which an answer gets back to the application. The redirect_uri in it stays as it is. */
export function returnUrl(
  { redirectUri, state }: ReturnAddress,
  answer: Readonly<Record<string, string>>,
): string {
  const params = new URLSearchParams({ ...answer, ...(state === undefined ? {} : { state }) })
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${params}`
}

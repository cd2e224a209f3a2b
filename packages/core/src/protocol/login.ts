import { AuthError } from '../errors/auth-error.js'
import { endpoints } from './endpoints.js'
import { type ApiTarget, apiUrl, type Credentials, type WireRequest } from './wire.js'

/** Where login puts the API key. `query` shows it to every proxy and log on the way; use it only where a body cannot be sent. */
export type CredentialsIn = 'body' | 'query'

/**
 * The login request. Credentials go form-encoded into the body, as Looker advises.
 *
 * @throws AuthError `configuration` when a part of the API key is missing.
 */
export function buildLogin(
  target: ApiTarget,
  { clientId, clientSecret }: Credentials,
  credentialsIn: CredentialsIn = 'body',
): WireRequest {
  requirePart('client_id', clientId)
  requirePart('client_secret', clientSecret)
  const { method, path } = endpoints.login
  const form = new URLSearchParams([
    ['client_id', clientId],
    ['client_secret', clientSecret],
  ]).toString()
  const url = apiUrl(target, path)
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
  const secrets = [clientSecret]
  if (credentialsIn === 'query') return { method, url: `${url}?${form}`, headers, secrets }
  return { method, url, headers, body: form, secrets }
}

function requirePart(name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return
  throw new AuthError('configuration', {
    message: `${name} is missing.`,
    hint: 'Give client_id and client_secret of an API key (Looker: Admin, Users, Edit, API Keys).',
  })
}

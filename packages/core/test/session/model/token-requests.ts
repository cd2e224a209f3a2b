import { adminId } from './fake-looker.js'
import type { Party } from './party.js'

/** A request for a token. */
export interface TokenRequest {
  /** Of which user. */
  readonly subject: string
  /** By what: a person who signs in does so beside whatever is renewed. */
  readonly by: 'login' | 'code' | 'refresh' | 'page'
}

/** Where pages get their tokens. */
export const endpointPath = '/looker-token'

/** What a request asks for; undefined where it asks for no token. */
export function grantIn(line: string, body: string | undefined, party: Party): TokenRequest | undefined {
  const login = /^POST .*\/login(?:\/(\d+))?$/.exec(line)
  if (login !== null) return { subject: login[1] ?? adminId, by: 'login' }
  const fields = body?.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {}
  if (line === 'POST /api/token')
    return { subject: party.ownId, by: fields.grant_type === 'refresh_token' ? 'refresh' : 'code' }
  if (line === `POST ${endpointPath}` && fields.operation === 'token')
    return { subject: party.ownId, by: 'page' }
  return undefined
}

import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js'

/** Looker user ids by access token. Cleo may use the MCP server, but is no user of Looker. */
const people = new Map([
  ['token-of-ana', '789'],
  ['token-of-ben', '2'],
  ['token-of-dora', '792'],
  ['token-of-cleo', undefined],
])

/**
 * Whose access token it is. A stand-in: replace it with the check of your authorization server's tokens (signature, issuer, expiry
 * time, and that they were issued for this server), and with the Looker user id that your database has for their subject.
 */
export async function verifyAccessToken(token: string): Promise<AuthInfo> {
  if (!people.has(token)) throw new InvalidTokenError('This access token is not known.')
  const expiresAt = Math.floor(Date.now() / 1000) + 3600
  return {
    token,
    clientId: 'my-mcp-client',
    scopes: [],
    expiresAt,
    extra: { lookerUserId: people.get(token) },
  }
}

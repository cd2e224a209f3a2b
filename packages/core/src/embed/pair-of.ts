import { sha256 } from '../runtime/sha256.js'
import type { TokenPair } from './looker/embed-calls.js'
import type { PageTokens } from './looker/tokens.js'
import type { KnownPair } from './record/embed-record.js'

/** Names the tokens that a page presents. */
export function hashOf({ api_token, navigation_token }: TokenPair): Promise<string> {
  return sha256(JSON.stringify([api_token, navigation_token]))
}

/** What is remembered of the tokens that a page gets. */
export async function pairOf(tokens: PageTokens, nowMs: number): Promise<KnownPair> {
  const { api_token_ttl, navigation_token_ttl } = tokens
  const ttl = Math.max(api_token_ttl, navigation_token_ttl)
  return { hash: await hashOf(tokens), expiresAtMs: nowMs + ttl * 1000 }
}

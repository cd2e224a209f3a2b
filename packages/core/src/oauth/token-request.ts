import { parseTokenGrant } from '../protocol/oauth.js'
import type { WireRequest } from '../protocol/wire.js'
import type { AuthCalls, Granted } from '../transport/auth-calls.js'
import { exchange } from '../transport/exchange.js'

/** Asks Looker's token endpoint once. `dead`: the error code for an authorization code or refresh token that no longer works. */
export async function requestToken(
  { transport, clock }: AuthCalls,
  request: WireRequest,
  dead: 'code_rejected' | 'refresh_token_lost',
): Promise<Granted> {
  const sentAtMs = clock.now()
  const sentAtMonotonicMs = clock.monotonic()
  const answer = await exchange(transport, request)
  const { secrets, url } = request
  const outcome = parseTokenGrant(answer, { secrets, nowMs: clock.now(), url }, dead)
  if (outcome.kind === 'failed') throw outcome.error
  return { token: outcome.token, sentAtMs, sentAtMonotonicMs }
}

import type { CachedToken } from '../../tokens/cached-token.js'
import type { CacheParts } from './cache-parts.js'

/**
 * The server rejected the token. Returns whether a better one can be had: it is under way, already there, or a sign-in away.
 *
 * @param verifiable Whether the request will be sent again, and so show whether the renewal bore fruit.
 */
export function rejectToken(cache: CacheParts, token: CachedToken, verifiable = true): boolean {
  const { cached } = cache
  cache.dispatch({ type: 'rejected', tokenId: token.id, accepted: cache.accepted && verifiable })
  if (cached?.id === token.id && cache.cached === undefined) cache.signIns.rejectedId = token.id
  const { name } = cache.state
  return (
    name === 'signing_in' || name === 'idle' || (cache.cached !== undefined && cache.cached.id !== token.id)
  )
}

/** A token that came from a renewal was rejected too: for a while its rejections lead to no other renewal. */
export function suppressRenewal(cache: CacheParts, token: CachedToken): void {
  const { cached, group } = cache
  if (cached?.id !== token.id || group.calls.clock.monotonic() >= cached.suppressibleUntilMs) return
  cache.dispatch({ type: 'rejected', tokenId: token.id, accepted: false })
}

/** A request succeeded with the token. */
export function acceptToken(cache: CacheParts, token: CachedToken): void {
  if (cache.cached === token || cache.cached?.id === token.id) cache.accepted = true
}

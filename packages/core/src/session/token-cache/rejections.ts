import type { CachedToken } from '../../tokens/cached-token.js'
import type { CacheParts } from './cache-parts.js'

/**
 * The server rejected the token. Returns whether another one can be had: it is cached, is being requested, or needs a new sign-in.
 *
 * @param verifiable Whether the request will be sent again. Only then does its answer show whether Looker accepts the new token.
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

/** The token of a renewal was rejected too: for a while its rejections start no further renewal. */
export function suppressRenewal(cache: CacheParts, token: CachedToken): void {
  const { cached, group } = cache
  if (cached?.id !== token.id || group.calls.clock.monotonic() >= cached.suppressibleUntilMs) return
  cache.dispatch({ type: 'rejected', tokenId: token.id, accepted: false })
}

/** A request succeeded with the token: it is an accepted token. */
export function acceptToken(cache: CacheParts, token: CachedToken): void {
  if (cache.cached === token || cache.cached?.id === token.id) cache.accepted = true
}

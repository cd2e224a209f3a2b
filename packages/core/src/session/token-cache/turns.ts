import { SharedWait } from '../../runtime/shared-wait.js'
import type { CacheParts } from './cache-parts.js'

/** A token request that revokes a token takes no longer, in milliseconds. */
const longestTurnMs = 30_000

/**
 * Runs a token request that revokes a token: it has the token requests of the session before it and after it, not beside it.
 *
 * @param atOnce Whether the token request that is under way makes it: then it waits for none.
 */
export function inTurn<T>(cache: CacheParts, request: () => Promise<T>, atOnce: boolean): Promise<T> {
  const { clock } = cache.group.calls
  const nowMs = clock.monotonic()
  const beginsByMs = Math.max(nowMs, cache.flight?.untilMs ?? 0, cache.turn?.untilMs ?? 0)
  const before = atOnce ? cache.turn?.wait().catch(() => {}) : undefined
  const turn = atOnce ? request() : landed(cache).then(request)
  const over: Promise<unknown> = before === undefined ? turn : Promise.allSettled([before, turn])
  cache.turn = new SharedWait(clock, beginsByMs - nowMs + longestTurnMs, over)
  return turn
}

/** Resolves when no token request of the session is on the wire, or the bound of each has passed. */
export async function landed({ flight, turn }: CacheParts): Promise<void> {
  await Promise.all([flight?.landed(), turn?.wait().catch(() => {})])
}

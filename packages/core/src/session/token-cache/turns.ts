import type { Clock } from '../../runtime/clock.js'
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
  const { flight, turn: before, beside } = cache
  // One that the token request under way makes may begin as late as that ends.
  const requestOverMs = flight === undefined ? 0 : flight.untilMs + longestTurnMs
  const beginsByMs = Math.max(nowMs, requestOverMs, before?.untilMs ?? 0)
  const turn = atOnce
    ? request()
    : landed(cache)
        .then(() => cache.beside?.wait().catch(noop))
        .then(request)
  const boundMs = beginsByMs - nowMs + longestTurnMs
  // Those that wait for their turn wait for this one: it must not wait for them.
  if (atOnce) cache.beside = sharedWait(clock, boundMs, [beside?.wait(), turn])
  cache.turn = sharedWait(clock, boundMs, atOnce ? [before?.wait(), turn] : [turn])
  return turn
}

function sharedWait(clock: Clock, boundMs: number, work: readonly unknown[]): SharedWait<unknown> {
  return new SharedWait(clock, boundMs, Promise.allSettled(work))
}

/** Resolves when no token request of the session is on the wire, or the bound of each has passed. */
export async function landed({ flight, turn }: CacheParts): Promise<void> {
  await Promise.all([flight?.landed(), turn?.wait().catch(noop)])
}

function noop(): void {}

import type { Clock } from '../runtime/clock.js'
import type { Fetch } from '../runtime/fetch.js'

/** A fetch that keeps a time bound by itself, for less than a signal costs. */
export interface BoundedFetch extends Fetch {
  /** The same fetch with a time bound on the headers; it rejects with {@link timeoutReason}. */
  bounded(timeoutMs: number, clock: Clock): Fetch
}

/** The reason of an abort by timeout, as `AbortSignal.timeout` gives it. */
export function timeoutReason(timeoutMs: number): DOMException {
  return new DOMException(`No answer within ${timeoutMs} ms`, 'TimeoutError')
}

/**
 * A fetch that gives up when the answer's headers have not arrived within `timeoutMs` milliseconds (0: never). It then
 * rejects with a `TimeoutError`; a caller's own signal still aborts, also while the body is read.
 */
export function withTimeout(fetch: Fetch, clock: Clock, timeoutMs: number): Fetch {
  if (timeoutMs <= 0) return fetch
  if (isBounded(fetch)) return fetch.bounded(timeoutMs, clock)
  return async (input, init) => {
    const own = new AbortController()
    const theirs = init?.signal ?? (input instanceof Request ? input.signal : undefined)
    const cancel = clock.setTimer(() => own.abort(timeoutReason(timeoutMs)), timeoutMs)
    try {
      const signal = theirs ? AbortSignal.any([theirs, own.signal]) : own.signal
      return await fetch(input, { ...init, signal })
    } finally {
      cancel()
    }
  }
}

function isBounded(fetch: Fetch): fetch is BoundedFetch {
  return typeof (fetch as Partial<BoundedFetch>).bounded === 'function'
}

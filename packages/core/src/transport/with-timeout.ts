import type { Clock } from '../seams/clock.js'
import type { Fetch } from '../seams/fetch.js'

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

import type { Clock } from './clock.js'

/**
 * Waits for foreign work at most so many milliseconds; then rejects with what `tooLate` makes, and the work goes on unseen.
 *
 * @throws what the work throws; the signal's reason.
 */
export function within<T>(
  clock: Clock,
  boundMs: number,
  work: T | PromiseLike<T>,
  tooLate: () => unknown,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      cancel()
      signal?.removeEventListener('abort', leave)
    }
    const leave = (): void => {
      end()
      reject(signal?.reason)
    }
    const cancel = clock.setTimer(() => reject(tooLate()), boundMs)
    signal?.addEventListener('abort', leave, { once: true })
    Promise.resolve(work).then(resolve, reject).finally(end)
    if (signal?.aborted) leave()
  })
}

/** Waits for foreign work at most so many milliseconds, whatever becomes of it; the work goes on. */
export function settledWithin(clock: Clock, boundMs: number, work: PromiseLike<unknown>): Promise<void> {
  const settled = Promise.resolve(work).then(ignore, ignore)
  return within(clock, boundMs, settled, ignore).catch(ignore)
}

function ignore(): void {}

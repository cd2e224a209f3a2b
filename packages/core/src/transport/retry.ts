import { AuthError } from '../errors/auth-error.js'
import type { Clock } from '../runtime/clock.js'
import type { Random } from '../runtime/random.js'

/** How often and how long a request of an auth endpoint is tried again. */
export interface RetryPolicy {
  /** Tries in all, the first included. Default 3; 1 never tries again. */
  readonly attempts: number
  /** The first wait is drawn from 0 to this many milliseconds, the next from twice as many, and so on up to 16 times. Default 250. */
  readonly baseDelayMs: number
  /** No wait ends later than this many milliseconds after the first try. Default 10,000. */
  readonly boundMs: number
}

/** The default {@link RetryPolicy}. */
export const defaultRetry: RetryPolicy = { attempts: 3, baseDelayMs: 250, boundMs: 10_000 }

/** What waiting needs. */
export interface RetrySeams {
  readonly clock: Clock
  readonly random: Random
}

/**
 * Runs `attempt` again while it throws a retryable {@link AuthError}, or one of the network: an instance that restarts has a closed port
 * for a moment. Full jitter, but never sooner than a Retry-After says. When the wait would pass the bound, the error is thrown at once, with its `retryAfterMs`.
 *
 * @param isWorthATry Which errors are tried again. Default: `mayPass`.
 * @throws the last error; the signal's reason when aborted in a wait.
 */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  { clock, random }: RetrySeams,
  signal?: AbortSignal,
  isWorthATry = mayPass,
): Promise<T> {
  const startedMs = clock.monotonic()
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!AuthError.is(error) || !isWorthATry(error) || tries >= policy.attempts) throw error
      const jitterMs = random.fraction() * policy.baseDelayMs * 2 ** Math.min(tries - 1, 4)
      const waitMs = (error.retryAfterMs ?? 0) + jitterMs
      if (clock.monotonic() - startedMs + waitMs > policy.boundMs) throw error
      await wait(clock, waitMs, signal)
    }
  }
}

/** Whether the same request may succeed later. */
export function mayPass({ retryable, code }: AuthError): boolean {
  return retryable || code === 'network'
}

/** Waits. Rejects with the signal's reason when it is aborted. */
export function wait(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = (): void => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.setTimer(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, delayMs)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

import type { RateLimit } from '../options'
import type { EmulatorClock } from '../seams/clock'

/** Whether one more login may pass. */
export type RateLimiter = () => boolean

export function createRateLimiter(clock: EmulatorClock, limit: RateLimit | undefined): RateLimiter {
  if (!limit) return () => true
  let windowEndsAtMs = Number.NEGATIVE_INFINITY
  let used = 0
  return () => {
    const nowMs = clock.now()
    if (nowMs >= windowEndsAtMs) {
      windowEndsAtMs = nowMs + limit.windowSeconds * 1000
      used = 0
    }
    used += 1
    return used <= limit.logins
  }
}

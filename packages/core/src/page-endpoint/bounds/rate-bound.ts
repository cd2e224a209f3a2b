import { BoundedMap } from '../../runtime/bounded-map.js'
import type { Clock } from '../../runtime/clock.js'

const minuteMs = 60_000
/** Application sessions that are remembered; the one that asked longest ago is forgotten first. */
const mostSessions = 10_000

interface Window {
  readonly startedMs: number
  count: number
}

/** So many requests in a minute for each application session. */
export class RateBound {
  readonly #clock: Clock
  readonly #perMinute: number
  readonly #windows = new BoundedMap<Window>(mostSessions)

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock
    this.#perMinute = perMinute
  }

  /** Counts a request. Answers how long to wait where it is one too many, in milliseconds; else undefined. */
  count(session: string): number | undefined {
    const nowMs = this.#clock.monotonic()
    const known = this.#windows.get(session)
    const window =
      known !== undefined && nowMs - known.startedMs < minuteMs ? known : { startedMs: nowMs, count: 0 }
    window.count++
    this.#windows.set(session, window)
    return window.count > this.#perMinute ? window.startedMs + minuteMs - nowMs : undefined
  }
}

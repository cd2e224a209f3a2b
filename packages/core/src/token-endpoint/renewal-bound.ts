import { BoundedMap } from '../runtime/bounded-map.js'
import type { Clock } from '../runtime/clock.js'

/** Renewals that an application session may cause at once. */
const mostAtOnce = 10
/** One more after each so many milliseconds: as often as a session renews for an endpoint that answers 401 to every token. */
const oneMoreMs = 30_000
/** Application sessions that are remembered; the one that renewed longest ago is forgotten first. */
const mostSessions = 10_000

/**
 * How often a page's word that Looker rejected a token renews one, for each application session: 10 times at once, then
 * once in 30 s. The server cannot tell a revoked token from an endpoint that answers 401 to every token.
 */
export class RenewalBound {
  readonly #clock: Clock
  /** When each application session has all its renewals again. */
  readonly #fullAtMs = new BoundedMap<number>(mostSessions)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a renewal. False where it is one too many. */
  take(session: string): boolean {
    const nowMs = this.#clock.monotonic()
    const fullAtMs = Math.max(nowMs, this.#fullAtMs.get(session) ?? 0) + oneMoreMs
    if (fullAtMs - nowMs > mostAtOnce * oneMoreMs) return false
    this.#fullAtMs.set(session, fullAtMs)
    return true
  }
}

import type { Clock } from './clock.js'
import { within } from './deadline.js'

/** The work did not end within its bound. The runtime may have ended the request that began it: then it never ends. */
export class Stalled extends Error {}

/**
 * Work that many callers wait for. A runtime such as Cloudflare Workers ends the timers and requests of a request that has been
 * answered, so the bound of the work itself may never come: callers wait with timers of their own, one for those of one turn.
 */
export class SharedWait<T> {
  readonly #work: Promise<T>
  readonly #clock: Clock
  /** Monotonic milliseconds: nobody waits longer. */
  readonly untilMs: number
  #turn: Promise<T> | undefined

  constructor(clock: Clock, boundMs: number, work: Promise<T>) {
    this.#clock = clock
    this.untilMs = clock.monotonic() + boundMs
    this.#work = work
  }

  /** @throws {@link Stalled}; what the work throws. */
  wait(): Promise<T> {
    if (this.#turn === undefined) {
      const leftMs = this.untilMs - this.#clock.monotonic()
      this.#turn = within(this.#clock, leftMs, this.#work, () => new Stalled())
      this.#turn.catch(() => {})
      queueMicrotask(() => {
        this.#turn = undefined
      })
    }
    return this.#turn
  }
}

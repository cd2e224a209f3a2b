import { BoundedMap } from '../runtime/bounded-map.js'
import type { Clock } from '../runtime/clock.js'
import { SharedWait } from '../runtime/shared-wait.js'

/** What may be as old as this costs a page load no requests of its own. */
const rememberedMs = 10_000
const mostRemembered = 10_000

/** No answer takes longer, in milliseconds, than a token and a request may. */
const longestAnswerMs = 300_000

interface Reading<T> {
  readonly startedMs: number
  readonly answer: SharedWait<T>
}

/** Answers that are remembered for 10 s from when they were asked for; who comes meanwhile shares the asking. Failures are not remembered. */
export class Remembered<T> {
  readonly #clock: Clock
  readonly #readings = new BoundedMap<Reading<T>>(mostRemembered)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  forget(key: string): void {
    this.#readings.delete(key)
  }

  get(key: string, read: () => Promise<T>): Promise<T> {
    const startedMs = this.#clock.monotonic()
    const known = this.#readings.get(key)
    if (known !== undefined && startedMs - known.startedMs < rememberedMs) return known.answer.wait()
    const answer = read()
    const reading = { startedMs, answer: new SharedWait(this.#clock, longestAnswerMs, answer) }
    this.#readings.set(key, reading)
    answer.catch(() => {
      if (this.#readings.get(key) === reading) this.#readings.delete(key)
    })
    return reading.answer.wait()
  }
}

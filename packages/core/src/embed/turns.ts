import { AuthError } from '../errors/auth-error.js'
import type { Clock } from '../runtime/clock.js'
import { within } from '../runtime/deadline.js'

/** Work that is done at the same time: more would only wait for each other at the store and at Looker. */
const mostAtOnce = 64
/** No request waits longer, in milliseconds, until it may begin. */
const longestWaitMs = 30_000
/** Work that takes longer counts as gone: a runtime may have ended the request that it belonged to. */
const longestWorkMs = 120_000

/** A place among the work that is done at the same time; when it counts as free, on the monotonic clock. */
interface Place {
  readonly freeAtMs: number
}

/** Work that is done one after the other for each key, and so much of it at the same time. */
export class Turns {
  readonly #clock: Clock
  readonly #last = new Map<string, Promise<unknown>>()
  readonly #taken = new Set<Place>()
  readonly #waiting = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws AuthError `unavailable` where the work before takes too long; what the work throws. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = this.#inTurn(this.#last.get(key), work)
    this.#last.set(key, turn)
    try {
      return await turn
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key)
    }
  }

  async #inTurn<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
    const ready = this.#take(before)
    const place = await within(this.#clock, longestWaitMs, ready, tooLong).catch(error => {
      void ready.then(late => this.#free(late))
      throw error
    })
    try {
      return await work()
    } finally {
      this.#free(place)
    }
  }

  async #take(before: Promise<unknown> | undefined): Promise<Place> {
    await before?.catch(() => {})
    while (this.#isFull()) await new Promise<void>(resolve => this.#waiting.add(resolve))
    const place = { freeAtMs: this.#clock.monotonic() + longestWorkMs }
    this.#taken.add(place)
    return place
  }

  #isFull(): boolean {
    const nowMs = this.#clock.monotonic()
    for (const place of this.#taken) {
      if (place.freeAtMs > nowMs) break
      this.#taken.delete(place)
    }
    return this.#taken.size >= mostAtOnce
  }

  #free(place: Place): void {
    this.#taken.delete(place)
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    next()
  }
}

function tooLong(): AuthError {
  return new AuthError('unavailable', {
    message: `Requests for embed sessions that came before it took longer than ${longestWaitMs} ms.`,
  })
}

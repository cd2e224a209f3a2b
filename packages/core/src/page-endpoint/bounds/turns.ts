import { AuthError } from '../../errors/auth-error.js'
import type { Clock } from '../../runtime/clock.js'
import { within } from '../../runtime/deadline.js'
import { type Deferred, deferred } from '../../runtime/deferred.js'

/** Work that is done at the same time: more would only wait for each other at the store and at Looker. */
const mostAtOnce = 64
/** So much of it for one application session. */
const mostOfOne = 8
/** No request waits longer, in milliseconds, until it may begin. */
const longestWaitMs = 30_000
/** Work that takes longer counts as gone: a runtime may have ended the request that it belonged to. */
const longestWorkMs = 120_000

/** What work is for. */
export interface Turn {
  /** The application session. */
  readonly recordKey: string
  /** Work of one key is done one after the other. */
  readonly sessionKey: string
}

/** Work that is done now; when it counts as gone, on the monotonic clock. */
interface Place extends Turn {
  readonly freeAtMs: number
}

/** Work that is done one after the other for each key, and so much of it at the same time. */
export class Turns {
  readonly #clock: Clock
  readonly #taken = new Set<Place>()
  #freed: Deferred<void> = deferred()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws AuthError `unavailable` where the work before takes too long; what the work throws. */
  async run<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
    const ready = this.#take(turn)
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

  async #take(turn: Turn): Promise<Place> {
    while (!this.#hasRoom(turn)) await this.#freed.promise
    const place = { ...turn, freeAtMs: this.#clock.monotonic() + longestWorkMs }
    this.#taken.add(place)
    return place
  }

  #hasRoom({ recordKey, sessionKey }: Turn): boolean {
    const current = this.#current()
    if (current.length >= mostAtOnce || current.some(place => place.sessionKey === sessionKey)) return false
    return current.filter(place => place.recordKey === recordKey).length < mostOfOne
  }

  #current(): readonly Place[] {
    const nowMs = this.#clock.monotonic()
    for (const place of this.#taken) {
      if (place.freeAtMs > nowMs) break
      this.#taken.delete(place)
    }
    return [...this.#taken]
  }

  /** Those who wait look in the order in which they came. */
  #free(place: Place): void {
    this.#taken.delete(place)
    this.#freed.resolve()
    this.#freed = deferred()
  }
}

function tooLong(): AuthError {
  return new AuthError('unavailable', {
    message: `Requests for embed sessions that came before it took longer than ${longestWaitMs} ms.`,
  })
}

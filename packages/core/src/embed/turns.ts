import { AuthError } from '../errors/auth-error.js'
import type { Clock } from '../runtime/clock.js'
import { within } from '../runtime/deadline.js'

/** No request waits longer, in milliseconds, for the one before it. */
const longestWaitMs = 30_000

/** Work that is done one after the other for each key. */
export class Turns {
  readonly #clock: Clock
  readonly #last = new Map<string, Promise<unknown>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws AuthError `unavailable` where the work before takes too long; what the work throws. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = this.#after(this.#last.get(key), work)
    this.#last.set(key, turn)
    try {
      return await turn
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key)
    }
  }

  async #after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
    const ended = before?.catch(() => {})
    if (ended !== undefined) await within(this.#clock, longestWaitMs, ended, tooLong)
    return work()
  }
}

function tooLong(): AuthError {
  return new AuthError('unavailable', {
    message: `The request before it, for the same user and browser, took longer than ${longestWaitMs} ms.`,
  })
}

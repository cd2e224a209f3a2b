import type { EndpointNames } from '../endpoint-names.js'
import { Refusal, type RefusalDetails } from '../refusal.js'

/** A refused page may ask again after so many milliseconds. */
const retryAfterMs = 1000

/** So many requests at once: of all application sessions together, and of each of them a tenth. */
export class RequestsAtOnce {
  readonly #most: number
  readonly #mostOfOne: number
  readonly #names: EndpointNames
  #all = 0
  readonly #bySession = new Map<string, number>()

  constructor(most: number, names: EndpointNames) {
    this.#names = names
    this.#most = most
    this.#mostOfOne = Math.max(1, Math.floor(most / 10))
  }

  /** @throws Refusal `unavailable` where it is one too many; what the work throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#all >= this.#most) throw new Refusal('unavailable', { ...tooMany(this.#names), retryAfterMs })
    this.#all++
    try {
      return await work()
    } finally {
      this.#all--
    }
  }

  /** @throws Refusal `rate_limited` where it is one too many; what the work throws. */
  async runFor<T>(session: string, work: () => Promise<T>): Promise<T> {
    const running = this.#bySession.get(session) ?? 0
    if (running >= this.#mostOfOne)
      throw new Refusal('rate_limited', { ...tooManyOfOne(this.#names), retryAfterMs })
    this.#bySession.set(session, running + 1)
    try {
      return await work()
    } finally {
      const left = (this.#bySession.get(session) ?? 1) - 1
      if (left === 0) this.#bySession.delete(session)
      else this.#bySession.set(session, left)
    }
  }
}

function tooMany({ creator, endpoint }: EndpointNames): RefusalDetails {
  return {
    message: `The ${endpoint} answers as many requests as it may at once.`,
    hint: `Ask again after a second; see requestsAtOnce of ${creator}.`,
  }
}

function tooManyOfOne({ creator, endpoint, shared }: EndpointNames): RefusalDetails {
  return {
    message: `The ${endpoint} answers as many requests of this application session as it may at once.`,
    hint: `Share one ${shared} in the page; see requestsAtOnce of ${creator}.`,
    kind: 'too many of one session at once',
  }
}

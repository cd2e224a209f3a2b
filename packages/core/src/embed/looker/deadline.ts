import { Session } from '../../session/session.js'
import { type mayPass, withRetry } from '../../transport/retry.js'

/** One try may take no longer, in milliseconds: another one may find a server that answers. */
const longestTryMs = 10_000

/** With the waits between them, the deadline comes first. */
const mostTries = 20

/** A moment after which nothing is tried any more. */
export class Deadline {
  readonly #session: Session
  readonly #untilMs: number

  constructor(session: Session, boundMs: number) {
    this.#session = session
    this.#untilMs = this.#calls.clock.monotonic() + boundMs
  }

  /**
   * Tries until the deadline what may succeed later: Looker asks for fewer requests, does not answer, or cannot be reached.
   *
   * @param attempt Gets the milliseconds that it may take.
   * @throws the last error.
   */
  retry<T>(attempt: (withinMs: number) => Promise<T>, isWorthATry?: typeof mayPass): Promise<T> {
    const { clock, retry } = this.#calls
    const leftMs = (): number => Math.max(1, this.#untilMs - clock.monotonic())
    const policy = { attempts: mostTries, baseDelayMs: retry.baseDelayMs, boundMs: leftMs() }
    const bounded = (): Promise<T> => attempt(Math.min(leftMs(), longestTryMs))
    return withRetry(bounded, policy, this.#calls, undefined, isWorthATry)
  }

  get #calls() {
    return Session.insideOf(this.#session).cache.group.calls
  }
}

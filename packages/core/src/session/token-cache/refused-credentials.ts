import type { Grant } from '../../grants/grant.js'
import type { Clock } from '../../runtime/clock.js'
import { SharedWait } from '../../runtime/shared-wait.js'

/** A credentials provider has 30 s; one that takes longer, in milliseconds, was ended by the runtime. */
const longestMs = 31_000

/** Remembers which credentials were refused, by a hash, so that other ones are tried at once. */
export class RefusedCredentials {
  readonly #fingerprint: string
  readonly #clock: Clock
  #asking: SharedWait<boolean> | undefined

  constructor(fingerprint: string, clock: Clock) {
    this.#fingerprint = fingerprint
    this.#clock = clock
  }

  /** Whether the grant's credentials are others than those that were refused. Callers at the same time share the question. */
  async areOutdated(grant: Grant): Promise<boolean> {
    this.#asking ??= new SharedWait(this.#clock, longestMs, this.#ask(grant))
    const asking = this.#asking
    try {
      return await asking.wait()
    } catch {
      return false
    } finally {
      if (this.#asking === asking) this.#asking = undefined
    }
  }

  async #ask(grant: Grant): Promise<boolean> {
    const present = await (await grant.open()).fingerprint()
    return present !== this.#fingerprint
  }
}

import type { QuietTimer } from '../time/quiet-timer.js'
import type { VersionChain } from './version-chain.js'

/** How a lease is kept. */
export interface LeaseTerms {
  /** What stands in the chain while it is held, and when it was given back. */
  readonly heldText: string
  readonly freeText: string
  readonly beatMs: number
  readonly holdMs: number
  readonly setTimer: QuietTimer
}

/**
 * A lock that is ours: the version that we put into the chain stands. Every beat puts another one there, so that those who
 * wait see that we live. Each step, the last one too, is a compare-and-set over our own version: what others put there
 * after they took us for dead is never touched.
 */
export class Lease {
  readonly #chain: VersionChain
  readonly #terms: LeaseTerms
  /** Undefined once it is lost or given back. */
  #version: string | undefined
  #cancelBeat: () => void = () => {}
  readonly #cancelEnd: () => void
  #atWork: Promise<void> = Promise.resolve()

  constructor(chain: VersionChain, version: string, terms: LeaseTerms) {
    this.#chain = chain
    this.#version = version
    this.#terms = terms
    this.#cancelEnd = terms.setTimer(() => void this.release(), terms.holdMs)
    this.#beatLater()
  }

  /** Gives the lock back, if it is still ours. Never fails: a lease that is not given back becomes stale. */
  release(): Promise<void> {
    this.#stop()
    return this.#next(async version => {
      this.#version = undefined
      await this.#chain.append(this.#terms.freeText, version)
    })
  }

  #beatLater(): void {
    this.#cancelBeat = this.#terms.setTimer(() => {
      this.#beatLater()
      void this.#next(async version => {
        this.#version = await this.#chain.append(this.#terms.heldText, version)
      })
    }, this.#terms.beatMs)
  }

  /** One step at a time; none once the lock is not ours. A step that fails, as on a full disk, is left to the next. */
  #next(step: (version: string) => Promise<void>): Promise<void> {
    this.#atWork = this.#atWork.then(async () => {
      if (this.#version === undefined) return this.#stop()
      await step(this.#version).catch(() => {})
    })
    return this.#atWork
  }

  #stop(): void {
    this.#cancelBeat()
    this.#cancelEnd()
  }
}

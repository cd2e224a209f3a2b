import { quietTimer } from '../time/quiet-timer.js'
import type { Connection } from './client.js'
import { releaseScript, renewScript, takeScript } from './scripts.js'

/** How long a lock of a crashed holder stays: those who wait see no heartbeat for that time. */
const leaseMs = 2500
const beatMs = leaseMs / 5

/** A lock in Redis, for one contender: each step is a script that checks whose token is stored. */
export class RedisLease {
  readonly #run: Connection['run']
  readonly #name: string
  readonly #token: string
  readonly #holdMs: number
  #untilMs = 0
  #unanswered = 0
  #cancelBeat = (): void => {}

  constructor(run: Connection['run'], name: string, token: string, holdMs: number) {
    this.#run = run
    this.#name = name
    this.#token = token
    this.#holdMs = holdMs
  }

  /** Whether it is ours now. Then it is renewed until it is given back, or held for longer than it may be. */
  async take(): Promise<boolean> {
    const askedAtMs = performance.now()
    const refused = await this.#run(takeScript, this.#name, [this.#token, this.#forMs(this.#holdMs)])
    if (refused !== undefined) return false
    this.#untilMs = askedAtMs + this.#holdMs
    this.#beatLater()
    return true
  }

  /** Whether Redis owes the answer to a beat. */
  get silent(): boolean {
    return this.#unanswered > 0
  }

  /** Gives it back, if it is still ours. */
  async release(): Promise<void> {
    this.#cancelBeat()
    this.#untilMs = 0
    await this.#run(releaseScript, this.#name, [this.#token])
  }

  /** A beat that fails is left to the next: if they all do, the lock expires. */
  #beatLater(): void {
    this.#cancelBeat = quietTimer(async () => {
      const leftMs = this.#untilMs - performance.now()
      if (leftMs <= 0) return
      this.#beatLater()
      this.#unanswered++
      const lost = await this.#run(renewScript, this.#name, [this.#token, this.#forMs(leftMs)]).catch(
        () => undefined,
      )
      this.#unanswered--
      if (lost !== undefined) this.#cancelBeat()
    }, beatMs)
  }

  #forMs(leftMs: number): string {
    return String(Math.max(1, Math.ceil(Math.min(leaseMs, leftMs))))
  }
}

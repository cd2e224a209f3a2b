import type { QuietTimer } from '../time/quiet-timer.js'
import { within } from '../time/within.js'

/** What a line is tested with: a message to itself. */
export interface Pulse {
  /** A channel that no other connection listens to. */
  channel(): string
  /** Publishes to it, as a change is published: where some key or other is kept. */
  publish(channel: string): Promise<unknown>
}

/** How long a line without a message is waited for, in milliseconds. Then it counts as lost. */
const messageMs = 2000
/** How long after one message the next is published. A line that fell silent is noticed after both. */
const beatEveryMs = 3000
/** How many places are tried, because a part of a cluster may be down. */
const mostPlaces = 3

/**
 * Shows again and again that a line passes on what is published. An answer to PING does not: a node that left its cluster, or is cut
 * off from it, answers for ever.
 */
export class Heartbeat {
  readonly channel: string
  readonly #pulse: Pulse
  readonly #setTimer: QuietTimer
  #stopped = false
  #cancel = (): void => {}
  #heard = (): void => {}

  constructor(pulse: Pulse, setTimer: QuietTimer) {
    this.channel = pulse.channel()
    this.#pulse = pulse
    this.#setTimer = setTimer
  }

  /** The message came. */
  heard(): void {
    this.#heard()
  }

  /** Publishes a message, and rejects when it does not come. */
  prove(): Promise<void> {
    const coming = new Promise<void>((resolve, reject) => {
      this.#heard = resolve
      this.#publish().catch(reject)
    })
    return within(coming, messageMs, this.#setTimer, () => new Error('The line passes nothing on.'))
  }

  /** Tests the line again and again, until it is stopped or a test fails. */
  keep(failed: (error: unknown) => void): void {
    if (this.#stopped) return
    this.#cancel = this.#setTimer(() => {
      this.prove().then(() => this.keep(failed), failed)
    }, beatEveryMs)
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  async #publish(): Promise<void> {
    for (let places = 1; ; places++) {
      try {
        await this.#pulse.publish(this.channel)
        return
      } catch (error) {
        if (places === mostPlaces) throw error
      }
    }
  }
}

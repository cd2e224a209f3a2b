import type { SessionEventBody } from '../session/events.js'
import { RequestOwner } from '../tokens/request-owner.js'

/** A session in the middle of a request for a shared token. Its events wait until no lock is held: a listener may use the session. */
export class HeldBack extends RequestOwner {
  readonly #events: SessionEventBody[] = []
  #ended = false

  override report(event: SessionEventBody): void {
    this.#events.push(event)
    if (this.#ended) this.release()
  }

  /** Reports what was held back. */
  release(): void {
    for (const event of this.#events.splice(0)) super.report(event)
  }

  /** Reports it, and from now on each event at once: a store may answer after the request. */
  end(): void {
    this.#ended = true
    this.release()
  }
}

import type { LiveMessage } from '../shared/messages'

type Listener = (message: LiveMessage) => void

/** Tells every open tab what happens on the server. */
export class Live {
  readonly #listeners = new Set<Listener>()

  tell(message: LiveMessage): void {
    for (const listener of this.#listeners) listener(message)
  }

  /** Returns a function that ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

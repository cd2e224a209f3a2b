/** Listeners that may come and go while they are called. Empty until the first comes, for there may be many sessions. */
export class Listeners<A extends unknown[]> {
  #listeners: Set<(...args: A) => void> | undefined

  get size(): number {
    return this.#listeners?.size ?? 0
  }

  /** Returns a function that takes the listener away. */
  add(listener: (...args: A) => void): () => void {
    this.#listeners ??= new Set()
    const entry = (...args: A): void => listener(...args)
    this.#listeners.add(entry)
    return () => this.#listeners?.delete(entry)
  }

  /** Calls each. One that throws breaks nothing here: the error surfaces as the listener's own. */
  call(...args: A): void {
    for (const listener of [...(this.#listeners ?? [])]) {
      try {
        listener(...args)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}

const coldMs = 60_000

/** The logins of one identity. */
export class History {
  /** Those after the first minute, in which all processes may have started cold. */
  later = 0
  #firstMs: number | undefined
  #lastMs = 0

  add(atMs: number): void {
    this.#firstMs ??= atMs
    this.#lastMs = atMs
    if (atMs > this.#firstMs + coldMs) this.later++
  }

  /** From the first login to the last: whole times from one to the next, wherever the simulation begins and ends. */
  get lengthMs(): number {
    return this.#lastMs - (this.#firstMs ?? 0)
  }
}

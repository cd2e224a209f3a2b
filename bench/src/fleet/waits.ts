const finestMs = 0.01
const growth = 1.02

/** How long calls waited, to 2 %. A call that waited for nothing is not recorded, only counted. */
export class Waits {
  readonly #weights: number[] = []
  #longestMs = 0
  #waited = 0

  /** @param weight How many calls of the fleet this one stands for. */
  add(waitMs: number, weight: number): void {
    const bucket = Math.max(0, Math.ceil(Math.log(waitMs / finestMs) / Math.log(growth)))
    this.#weights[bucket] = (this.#weights[bucket] ?? 0) + weight
    this.#longestMs = Math.max(this.#longestMs, waitMs)
    this.#waited += weight
  }

  get longestMs(): number {
    return this.#longestMs
  }

  /** The share of `calls` that waited at all. */
  shareOf(calls: number): number {
    return this.#waited / calls
  }

  /** The wait that this share of all calls stayed within, in milliseconds. */
  quantileMs(share: number, calls: number): number {
    let longer = (1 - share) * calls
    for (let bucket = this.#weights.length - 1; bucket >= 0; bucket--) {
      longer -= this.#weights[bucket] ?? 0
      if (longer < 0) return Math.min(this.#longestMs, finestMs * growth ** bucket)
    }
    return 0
  }
}

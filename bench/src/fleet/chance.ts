import type { Random } from '@looker-auth/core'

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'

/** Chance that repeats itself: the same seed draws the same (mulberry32). */
export class Chance implements Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }

  /** A whole number from 0, below the bound. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound)
  }

  /** How long until the next of events that come by chance. */
  exponential(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean
  }

  text(length: number): string {
    return Array.from({ length }, () => letters[this.below(letters.length)]).join('')
  }
}

/** Draws as `chance` does, but gives every token the same draw: a record's draw is the first after its id. */
export function withoutDraw(chance: Chance): Random {
  let afterId = false
  return {
    fraction() {
      const constant = afterId
      afterId = false
      return constant ? 0.5 : chance.fraction()
    },
    bytes(length) {
      afterId = true
      return chance.bytes(length)
    },
  }
}

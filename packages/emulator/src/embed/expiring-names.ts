import { type RandomBytes, unusedAlphanumeric } from '../seams/alphanumeric'
import type { EmulatorClock } from '../seams/clock'

const NAME_LENGTH = 40

/** Items under random names of 40 letters and digits, each until its own expiry time. The oldest give way where there are too many. */
export class ExpiringNames<Item extends { readonly expiresAtMs: number }> {
  readonly #items = new Map<string, Item>()
  readonly #clock: EmulatorClock
  readonly #random: RandomBytes
  readonly #most: number

  /** @param most How many items are kept. */
  constructor(clock: EmulatorClock, random: RandomBytes, most: number) {
    this.#clock = clock
    this.#random = random
    this.#most = most
  }

  /** Keeps an item under a new name. */
  add(item: Item): string {
    for (const [name, { expiresAtMs }] of this.#items) {
      if (expiresAtMs > this.#clock.now() && this.#items.size < this.#most) break
      this.#items.delete(name)
    }
    const name = unusedAlphanumeric(this.#random, NAME_LENGTH, text => this.#items.has(text))
    this.#items.set(name, item)
    return name
  }

  find(name: string): Item | undefined {
    const item = this.#items.get(name)
    return item && item.expiresAtMs > this.#clock.now() ? item : undefined
  }

  /** Takes the item away and returns it: of many requests at the same time, one gets it. */
  take(name: string): Item | undefined {
    const item = this.find(name)
    this.#items.delete(name)
    return item
  }

  get count(): number {
    const nowMs = this.#clock.now()
    return [...this.#items.values()].filter(({ expiresAtMs }) => expiresAtMs > nowMs).length
  }
}

import { type RandomBytes, unusedAlphanumeric } from '../seams/alphanumeric'
import type { EmulatorClock } from '../seams/clock'
import type { SignIn, WhichSignIns } from './sign-in'

export interface Expiring {
  readonly signIn: SignIn
}

interface Kept<Item> {
  readonly item: Item
  readonly expiresAtMs: number
}

const NAME_LENGTH = 40

/** What people's sign-ins hold under random names of 40 letters and digits, until it expires: codes, refresh tokens. */
export class ExpiringItems<Item extends Expiring> {
  readonly #kept = new Map<string, Kept<Item>>()
  readonly #clock: EmulatorClock
  readonly #random: RandomBytes
  readonly #lifetimeMs: number

  constructor(clock: EmulatorClock, random: RandomBytes, lifetimeSeconds: number) {
    this.#clock = clock
    this.#random = random
    this.#lifetimeMs = lifetimeSeconds * 1000
  }

  /** Keeps an item under a new name. */
  add(item: Item): string {
    this.#forgetExpired()
    const name = unusedAlphanumeric(this.#random, NAME_LENGTH, text => this.#kept.has(text))
    this.#kept.set(name, { item, expiresAtMs: this.#clock.now() + this.#lifetimeMs })
    return name
  }

  find(name: string): Item | undefined {
    const kept = this.#kept.get(name)
    return kept && kept.expiresAtMs > this.#clock.now() ? kept.item : undefined
  }

  /** Takes the item away and returns it: of many requests at the same time, one gets it. */
  take(name: string): Item | undefined {
    const item = this.find(name)
    this.#kept.delete(name)
    return item
  }

  /** Ends all of these sign-ins; says how many there were. */
  endOf(isMeant: WhichSignIns): number {
    this.#forgetExpired()
    const meant = [...this.#kept].filter(([, { item }]) => isMeant(item.signIn))
    for (const [name] of meant) this.#kept.delete(name)
    return meant.length
  }

  get count(): number {
    this.#forgetExpired()
    return this.#kept.size
  }

  // All live equally long, so the first that is still valid ends the search.
  #forgetExpired(): void {
    const nowMs = this.#clock.now()
    for (const [name, { expiresAtMs }] of this.#kept) {
      if (expiresAtMs > nowMs) return
      this.#kept.delete(name)
    }
  }
}

import type { StoredRecord } from '@looker-auth/core'
import type { Chance } from './chance'
import type { EventQueue } from './event-queue'
import { commandMs, messageMs, redisLatencyMs } from './latency'

/** A process that is told when a key's record changed. */
export interface Subscription {
  readonly key: string
  /** Called when the record changed, and when it is first subscribed. */
  readonly listener: () => void
  /** Whether the server has heard of it, and the connection stands. */
  active: boolean
  begun: boolean
  ended: boolean
}

interface Entry {
  readonly record: StoredRecord
  readonly version: string
}

/** One Redis for the fleet: one command at a time, latency on the way, and what may happen to it. */
export class ModelRedis {
  readonly records = new Map<string, Entry>()
  readonly locks = new Map<string, { readonly owner: symbol; readonly untilMs: number }>()
  /** Whether something is wrong, or was just now. */
  troubled = false
  readonly #clock: EventQueue
  readonly #chance: Chance
  readonly #count: (key: string) => void
  readonly #channels = new Map<string, Set<Subscription>>()
  #busyUntilMs = 0
  #refuses = false
  #paused: (() => void)[] | undefined
  #versions = 0

  constructor(clock: EventQueue, chance: Chance, count: (key: string) => void) {
    this.#clock = clock
    this.#chance = chance
    this.#count = count
  }

  get subscriptions(): ReadonlyMap<string, ReadonlySet<Subscription>> {
    return this.#channels
  }

  /** Runs the effect at the server, and answers what it answers. */
  request<T>(key: string, effect: () => T, isCounted: (result: T) => boolean = () => true): Promise<T> {
    return new Promise((resolve, reject) => {
      const wayMs = redisLatencyMs(this.#chance) / 2
      const serve = (): void => {
        if (this.#refuses) {
          this.#clock.setTimer(() => reject(new Error('connect ECONNREFUSED')), wayMs)
          return
        }
        if (this.#paused !== undefined) {
          this.#paused.push(serve)
          return
        }
        const doneInMs = this.#work(commandMs)
        const result = effect()
        if (isCounted(result)) this.#count(key)
        this.#clock.setTimer(() => resolve(result), doneInMs + wayMs)
      }
      this.#clock.setTimer(serve, wayMs)
    })
  }

  nextVersion(): string {
    this.#versions++
    return this.#versions.toString(16).padStart(24, '0')
  }

  subscribe(key: string, listener: () => void): Subscription {
    const subscription: Subscription = { key, listener, active: false, begun: false, ended: false }
    const channel = this.#channels.get(key) ?? new Set()
    this.#channels.set(key, channel.add(subscription))
    this.#activate(subscription)
    return subscription
  }

  unsubscribe(subscription: Subscription): void {
    subscription.ended = true
    const channel = this.#channels.get(subscription.key)
    channel?.delete(subscription)
    if (channel?.size === 0) this.#channels.delete(subscription.key)
    this.request(subscription.key, ignore).catch(ignore)
  }

  publish(key: string): void {
    for (const subscription of this.#channels.get(key) ?? []) {
      if (!subscription.active) continue
      const sentInMs = this.#work(messageMs)
      this.#tell(subscription, sentInMs + redisLatencyMs(this.#chance) / 2)
    }
  }

  /** Every connection breaks, and none is taken; then processes reconnect within a second. */
  refuse(forMs: number): void {
    this.#trouble(forMs)
    this.#refuses = true
    this.#loseLines()
    this.#clock.setTimer(() => {
      this.#refuses = false
      this.#openLines()
    }, forMs)
  }

  /** Nothing is answered until then, and what was asked is done afterwards. */
  pause(forMs: number): void {
    this.#trouble(forMs)
    this.#paused = []
    this.#clock.setTimer(() => {
      const waiting = this.#paused ?? []
      this.#paused = undefined
      for (const serve of waiting) serve()
    }, forMs)
  }

  /** Everything is forgotten, and nobody is told. */
  flush(): void {
    this.records.clear()
    this.locks.clear()
  }

  /** A lock that nobody gives back. */
  strandLock(key: string, forMs: number): void {
    this.locks.set(key, { owner: Symbol('dead'), untilMs: this.#clock.monotonic() + forMs })
  }

  #loseLines(): void {
    for (const subscription of [...this.#channels.values()].flatMap(channel => [...channel])) {
      subscription.active = false
    }
  }

  #openLines(): void {
    for (const channel of this.#channels.values()) {
      for (const subscription of channel) this.#reconnect(subscription)
    }
  }

  #reconnect(subscription: Subscription): void {
    this.#clock.setTimer(() => {
      if (!subscription.ended) this.#activate(subscription)
    }, 1000 * this.#chance.fraction())
  }

  #activate(subscription: Subscription): void {
    this.request(subscription.key, () => {
      subscription.active = true
      if (!subscription.begun) this.#tell(subscription, redisLatencyMs(this.#chance) / 2)
      subscription.begun = true
    }).catch(ignore)
  }

  #tell(subscription: Subscription, inMs: number): void {
    this.#clock.setTimer(() => {
      if (!subscription.ended && subscription.active) subscription.listener()
    }, inMs)
  }

  /** Answers in how many milliseconds the server is done with it. */
  #work(forMs: number): number {
    const nowMs = this.#clock.monotonic()
    this.#busyUntilMs = Math.max(nowMs, this.#busyUntilMs) + forMs
    return this.#busyUntilMs - nowMs
  }

  #trouble(forMs: number): void {
    this.troubled = true
    this.#clock.setTimer(() => {
      this.troubled = false
    }, forMs + 5000)
  }
}

function ignore(): void {}

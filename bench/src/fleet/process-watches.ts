import type { EventQueue } from './event-queue'
import type { ModelRedis, Subscription } from './model-redis'

/** As redisStore has it: what nobody listens to is kept for so long, for a session that renews ends its watch and begins another. */
const lingerMs = 1000

interface Channel {
  readonly listeners: Set<() => void>
  readonly subscription: Subscription
}

/** What one process listens to: one subscription for each key, whoever watches it. */
export class ProcessWatches {
  readonly #redis: ModelRedis
  readonly #clock: EventQueue
  readonly #channels = new Map<string, Channel>()

  constructor(redis: ModelRedis, clock: EventQueue) {
    this.#redis = redis
    this.#clock = clock
  }

  watch(key: string, listener: () => void): () => void {
    const { listeners } = this.#channels.get(key) ?? this.#open(key)
    const entry = (): void => listener()
    listeners.add(entry)
    return () => {
      if (listeners.delete(entry) && listeners.size === 0)
        this.#clock.setTimer(() => this.#tidy(key), lingerMs)
    }
  }

  #open(key: string): Channel {
    const listeners = new Set<() => void>()
    const subscription = this.#redis.subscribe(key, () => {
      for (const listener of [...listeners]) if (listeners.has(listener)) listener()
    })
    const channel = { listeners, subscription }
    this.#channels.set(key, channel)
    return channel
  }

  #tidy(key: string): void {
    const channel = this.#channels.get(key)
    if (channel === undefined || channel.listeners.size > 0) return
    this.#channels.delete(key)
    this.#redis.unsubscribe(channel.subscription)
  }
}

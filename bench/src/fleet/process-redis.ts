import type { Stored, TokenStore } from '@looker-auth/core'
import type { EventQueue } from './event-queue'
import type { ModelRedis } from './model-redis'
import { ProcessWatches } from './process-watches'

/** What one process sends as a store. `touched` hears of each answer and each message. */
export function processStore(
  redis: ModelRedis,
  clock: EventQueue,
  touched: (key: string) => void,
): TokenStore {
  const watches = new ProcessWatches(redis, clock)
  const current = (key: string): Stored | undefined => {
    const entry = redis.records.get(key)
    return entry === undefined || entry.record.keepUntilMs < clock.now() ? undefined : entry
  }
  const telling = async <T>(key: string, work: Promise<T>): Promise<T> => {
    touched(key)
    try {
      return await work
    } finally {
      touched(key)
    }
  }
  return {
    load: key =>
      telling(
        key,
        redis.request(key, () => current(key)),
      ),
    commit: (key, record, expectedVersion) =>
      telling(
        key,
        redis.request(key, () => {
          const stored = current(key)
          if (stored !== undefined && stored.version !== expectedVersion) return stored
          const next = { record, version: redis.nextVersion() }
          redis.records.set(key, next)
          redis.publish(key)
          return next
        }),
      ),
    watch: (key, listener) =>
      watches.watch(key, () => {
        touched(key)
        listener()
      }),
    notifies: key => watches.notifies(key),
  }
}

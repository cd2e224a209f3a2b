import type { Stored, TokenStore } from '@looker-auth/core'
import type { EventQueue } from './event-queue'
import type { ModelRedis } from './model-redis'
import { ProcessWatches } from './process-watches'

/**
 * What one process sends as a store. `touched` hears of each message, and of each answer but that the record is unchanged;
 * of the key that `countsChangesOnly` names, such loads are not counted either.
 */
export function processStore(
  redis: ModelRedis,
  clock: EventQueue,
  touched: (key: string) => void,
  countsChangesOnly: (key: string) => boolean,
): TokenStore {
  const watches = new ProcessWatches(redis, clock)
  const current = (key: string): Stored | undefined => {
    const entry = redis.records.get(key)
    return entry === undefined || entry.record.keepUntilMs < clock.now() ? undefined : entry
  }
  const seen = new Map<string, string>()
  const telling = async <T>(key: string, work: Promise<T>): Promise<T> => {
    touched(key)
    try {
      return await work
    } finally {
      touched(key)
    }
  }
  return {
    load: async key => {
      const isNews = (stored: Stored | undefined) => stored?.version !== seen.get(key)
      let stored: Stored | undefined
      try {
        stored = await redis.request(
          key,
          () => current(key),
          found => isNews(found) || !countsChangesOnly(key),
        )
      } catch (error) {
        touched(key)
        throw error
      }
      if (isNews(stored)) touched(key)
      if (stored !== undefined) seen.set(key, stored.version)
      return stored
    },
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
  }
}

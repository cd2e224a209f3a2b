import { type Clock, systemClock } from '../runtime/clock.js'
import type { Stored, TokenStore } from './token-store.js'

/** How much a {@link memoryStore} keeps. */
export interface MemoryStoreOptions {
  /** Records kept at most; the one unused for longest goes first. Default 10,000. */
  readonly maxRecords?: number | undefined
  /** Says when a record has expired. Default: the platform's clock. */
  readonly clock?: Clock | undefined
}

/** A {@link TokenStore} that can watch. */
export type WatchedStore = TokenStore & Required<Pick<TokenStore, 'watch'>>

/**
 * A store in this process's memory, for several sessions in one process and for tests. Nothing outlives the process.
 *
 * @example
 * ```ts
 * import { createSession, memoryStore, shareTokens } from '@looker-auth/core'
 *
 * const sharing = shareTokens({ store: memoryStore() })
 * const settings = { baseUrl: 'https://looker.example.com', credentials: { clientId: 'id', clientSecret: 'secret' } }
 * const sessions = [createSession({ ...settings, sharing }), createSession({ ...settings, sharing })] // one login for both
 * ```
 */
export function memoryStore({
  maxRecords = 10_000,
  clock = systemClock(),
}: MemoryStoreOptions = {}): WatchedStore {
  // A map keeps its order: the record that was used last is its last.
  const records = new Map<string, Stored>()
  const watchers = new Map<string, Set<() => void>>()
  let versions = 0

  const current = (key: string): Stored | undefined => {
    const stored = records.get(key)
    if (stored === undefined) return undefined
    records.delete(key)
    if (stored.record.keepUntilMs < clock.now()) return undefined
    records.set(key, stored)
    return stored
  }

  const tell = (key: string): void => {
    for (const listener of watchers.get(key) ?? []) {
      queueMicrotask(() => {
        if (watchers.get(key)?.has(listener)) listener()
      })
    }
  }

  return {
    load: async key => current(key),
    async commit(key, next, expectedVersion) {
      const stored = current(key)
      if (stored !== undefined && stored.version !== expectedVersion) return stored
      versions++
      const { value, keepUntilMs } = next
      const committed = { record: { value, keepUntilMs }, version: String(versions) }
      records.set(key, committed)
      const [oldest] = records.keys()
      if (records.size > maxRecords && oldest !== undefined) records.delete(oldest)
      tell(key)
      return committed
    },
    watch(key, listener) {
      const entry = (): void => listener()
      const set = watchers.get(key) ?? new Set()
      watchers.set(key, set.add(entry))
      return () => {
        set.delete(entry)
        if (set.size === 0 && watchers.get(key) === set) watchers.delete(key)
      }
    },
  }
}

import type { Lock, Stored, TokenStore } from '@looker-auth/core'
import type { Chance } from './chance'
import type { EventQueue } from './event-queue'
import type { ModelRedis } from './model-redis'

/** No process waits longer for the lock's commands than this. */
const commandBoundMs = 2000
const firstPollMs = 50
const longestPollMs = 1000

/** What one process sends as a store. `touched` hears of each answer and each message. */
export function processStore(
  redis: ModelRedis,
  clock: EventQueue,
  touched: (key: string) => void,
): TokenStore {
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
    watch(key, listener) {
      const subscription = redis.subscribe(key, () => {
        touched(key)
        listener()
      })
      return () => redis.unsubscribe(subscription)
    },
  }
}

/** SET NX with an end, asked for again after a growing time, and given back by a script. */
export function processLock(redis: ModelRedis, clock: EventQueue, chance: Chance): Lock {
  const take = (key: string, owner: symbol, holdMs: number): Promise<boolean> =>
    redis.request(key, () => {
      const nowMs = clock.monotonic()
      const holder = redis.locks.get(key)
      if (holder !== undefined && holder.untilMs > nowMs) return false
      redis.locks.set(key, { owner, untilMs: nowMs + holdMs })
      return true
    })
  const giveBack = (key: string, owner: symbol): void => {
    redis
      .request(key, () => {
        if (redis.locks.get(key)?.owner === owner) redis.locks.delete(key)
      })
      .catch(() => {})
  }
  return {
    async run(key, { waitMs, holdMs, signal }, task) {
      const owner = Symbol('owner')
      const untilMs = clock.monotonic() + waitMs
      for (let pollMs = firstPollMs; ; pollMs = Math.min(longestPollMs, pollMs * 2)) {
        signal?.throwIfAborted()
        const taking = take(key, owner, holdMs)
        const taken = await within(clock, commandBoundMs, taking)
        if (taken === undefined) {
          // Else an answer that comes too late would leave it taken by nobody.
          taking.then(late => late && giveBack(key, owner)).catch(() => {})
          return task(false)
        }
        if (taken) break
        const leftMs = untilMs - clock.monotonic()
        if (leftMs <= 0) return task(false)
        await sleep(clock, Math.min(leftMs, pollMs * (0.5 + 0.5 * chance.fraction())), signal)
      }
      try {
        return await task(true)
      } finally {
        giveBack(key, owner)
      }
    },
  }
}

/** Undefined when it failed, or took too long. */
function within<T>(clock: EventQueue, boundMs: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise(resolve => {
    const cancel = clock.setTimer(() => resolve(undefined), boundMs)
    work.then(resolve, () => resolve(undefined)).finally(cancel)
  })
}

function sleep(clock: EventQueue, forMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.setTimer(() => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }, forMs)
    signal?.addEventListener('abort', leave, { once: true })
  })
}

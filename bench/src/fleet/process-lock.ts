import type { Lock } from '@looker-auth/core'
import type { Chance } from './chance'
import type { EventQueue } from './event-queue'
import type { ModelRedis } from './model-redis'

/** As redisLock has them. */
export const leaseMs = 2500
const beatMs = leaseMs / 5
const answerMs = 1000
const firstLookMs = 25
const longestLookMs = 250

/** SET NX with a lease that is renewed while the task runs, asked for again after a growing time, and given back by a script. */
export function processLock(redis: ModelRedis, clock: EventQueue, chance: Chance): Lock {
  const until = (untilMs: number): number => Math.min(untilMs, clock.monotonic() + leaseMs)
  const take = (key: string, owner: symbol, untilMs: number): Promise<boolean> =>
    redis.request(key, () => {
      const holder = redis.locks.get(key)
      if (holder !== undefined && holder.untilMs > clock.monotonic()) return false
      redis.locks.set(key, { owner, untilMs: until(untilMs) })
      return true
    })
  const renew = (key: string, owner: symbol, untilMs: number): Promise<void> =>
    redis.request(key, () => {
      const holder = redis.locks.get(key)
      if (holder?.owner !== owner || holder.untilMs <= clock.monotonic()) return
      redis.locks.set(key, { owner, untilMs: until(untilMs) })
    })
  const giveBack = (key: string, owner: symbol): Promise<void> =>
    redis.request(key, () => {
      if (redis.locks.get(key)?.owner === owner) redis.locks.delete(key)
    })
  /** Answers how to end it. */
  const beating = (key: string, owner: symbol, untilMs: number): (() => void) => {
    let cancel = (): void => {}
    const beat = (): void => {
      if (clock.monotonic() >= untilMs) return
      cancel = clock.setTimer(beat, beatMs)
      renew(key, owner, untilMs).catch(() => {})
    }
    cancel = clock.setTimer(beat, beatMs)
    return () => cancel()
  }

  return {
    async run(key, { waitMs, holdMs, signal }, task) {
      const owner = Symbol('owner')
      const waitUntilMs = clock.monotonic() + waitMs
      let holdUntilMs = 0
      for (let lookMs = firstLookMs; ; lookMs = Math.min(longestLookMs, lookMs * 1.5)) {
        signal?.throwIfAborted()
        holdUntilMs = clock.monotonic() + holdMs
        const taking = take(key, owner, holdUntilMs)
        const taken = await within(clock, answerMs, taking).catch(error => {
          // An answer that comes too late may say that it is ours.
          taking.then(late => (late ? giveBack(key, owner) : undefined)).catch(() => {})
          throw error
        })
        if (taken) break
        const leftMs = waitUntilMs - clock.monotonic()
        if (leftMs <= 0) return task(false)
        await sleep(clock, Math.min(leftMs, lookMs * (0.5 + 0.5 * chance.fraction())), signal)
      }
      const endBeat = beating(key, owner, holdUntilMs)
      try {
        return await task(true)
      } finally {
        endBeat()
        await within(clock, answerMs, giveBack(key, owner)).catch(() => {})
      }
    },
  }
}

function within<T>(clock: EventQueue, boundMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const slow = new Error(`Redis did not answer within ${boundMs} ms.`)
    const cancel = clock.setTimer(() => reject(slow), boundMs)
    work.then(resolve, reject).finally(cancel)
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

import { randomBytes } from 'node:crypto'
import { AuthError, type Clock, type Lock, type LockOptions, systemClock } from '@looker-auth/core'
import { within } from '../time/within.js'
import { type Connection, connectionOf, type RedisClient } from './client.js'
import { RedisLease } from './lease.js'
import { namesUnder } from './names.js'

/** How a {@link redisLock} names its locks. */
export interface RedisLockOptions {
  /** How every name of ours in Redis begins; without braces. Default `looker-auth:`. */
  readonly prefix?: string | undefined
}

/** How long one answer of Redis is waited for, whatever its client queues. */
const answerMs = 1000
const firstLookMs = 25
const longestLookMs = 250

/**
 * A lock in Redis, over your own client of `redis` or `ioredis`: a random token under a key that expires after 2.5 s and is renewed
 * while the task runs, so that a machine that crashed keeps others waiting no longer than that. Only who put the token there gives it
 * back.
 *
 * @throws AuthError `configuration` at once for something that is no client, or a prefix with braces. `run` rejects with `store_failed`
 * before the task began when Redis does not answer or refuses: sessions then say so, and go on without the lock.
 */
export function redisLock(client: RedisClient, { prefix }: RedisLockOptions = {}): Lock {
  const { run } = connectionOf(client)
  const names = namesUnder(prefix)
  const clock = systemClock()

  return {
    async run(key, options, task) {
      options.signal?.throwIfAborted()
      const lease = await acquired(run, names(key).lock, options, clock)
      if (lease === undefined) return task(false)
      try {
        return await task(true)
      } finally {
        const released = within(lease.release(), answerMs, clock.setTimer, slow).catch(() => {})
        // The task has waited for a silent Redis already; its caller need not do so again.
        if (!lease.silent) await released
      }
    },
  }
}

/** The lease; undefined when the wait was over first. */
function acquired(
  run: Connection['run'],
  name: string,
  { waitMs, holdMs, signal }: LockOptions,
  clock: Clock,
): Promise<RedisLease | undefined> {
  return new Promise((resolve, reject) => {
    const over = new AbortController()
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', abort)
      over.abort()
      settle()
    }
    const abort = (): void => end(() => reject(signal?.reason))
    signal?.addEventListener('abort', abort, { once: true })
    contend(run, name, waitMs, holdMs, clock, over.signal).then(
      lease => {
        if (over.signal.aborted) lease?.release().catch(() => {})
        else end(() => resolve(lease))
      },
      error => end(() => reject(error)),
    )
  })
}

async function contend(
  run: Connection['run'],
  name: string,
  waitMs: number,
  holdMs: number,
  clock: Clock,
  over: AbortSignal,
): Promise<RedisLease | undefined> {
  const untilMs = clock.monotonic() + waitMs
  const lease = new RedisLease(run, name, randomBytes(16).toString('hex'), holdMs)
  for (let looks = 0; !over.aborted; looks++) {
    const taking = lease.take()
    const taken = await within(taking, answerMs, clock.setTimer, slow).catch(error => {
      // An answer that comes too late may say that it is ours.
      taking.then(() => lease.release()).catch(() => {})
      throw error
    })
    if (taken && !over.aborted) return lease
    if (taken) await lease.release().catch(() => {})
    const leftMs = untilMs - clock.monotonic()
    if (leftMs <= 0) return undefined
    const lookMs = Math.min(firstLookMs * 1.5 ** looks, longestLookMs)
    await pause(Math.min(lookMs * (0.5 + Math.random() / 2), leftMs), clock, over)
  }
  return undefined
}

function pause(ms: number, clock: Clock, over: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      cancel()
      over.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.setTimer(end, ms)
    over.addEventListener('abort', end, { once: true })
  })
}

function slow(): AuthError {
  return new AuthError('store_failed', { message: `Redis did not answer within ${answerMs} ms.` })
}

import { type Clock, systemClock } from '../runtime/clock.js'
import type { Lock } from './lock.js'

/** Who waits for a key, in order. */
type Queue = Set<(release: () => void) => void>

/** A lock among the sessions of one process, first come, first served. */
export function memoryLock({ clock = systemClock() }: { readonly clock?: Clock | undefined } = {}): Lock {
  const queues = new Map<string, Queue>()

  const releaser = (key: string, queue: Queue): (() => void) => {
    let released = false
    return () => {
      if (released) return
      released = true
      const [next] = queue
      if (next === undefined) queues.delete(key)
      else next(releaser(key, queue))
    }
  }

  /** Answers how to give the lock back; undefined when the wait was over first. */
  const acquire = (key: string, waitMs: number, signal?: AbortSignal): Promise<(() => void) | undefined> => {
    const queue = queues.get(key)
    if (queue === undefined) {
      const own: Queue = new Set()
      queues.set(key, own)
      return Promise.resolve(releaser(key, own))
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.delete(take)
        cancelTimer()
        signal?.removeEventListener('abort', abort)
      }
      const take = (release: () => void): void => {
        leave()
        resolve(release)
      }
      const abort = (): void => {
        leave()
        reject(signal?.reason)
      }
      const cancelTimer = clock.setTimer(() => {
        leave()
        resolve(undefined)
      }, waitMs)
      signal?.addEventListener('abort', abort, { once: true })
      queue.add(take)
    })
  }

  return {
    async run(key, { waitMs, holdMs, signal }, task) {
      signal?.throwIfAborted()
      const release = await acquire(key, waitMs, signal)
      if (release === undefined) return task(false)
      const cancelTimer = clock.setTimer(release, holdMs)
      try {
        return await task(true)
      } finally {
        cancelTimer()
        release()
      }
    },
  }
}

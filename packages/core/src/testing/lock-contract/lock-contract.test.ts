import { describe, expect, it } from 'vitest'
import type { Lock, LockOptions } from '../../stores/lock.js'
import { memoryLock } from '../../stores/memory-lock.js'
import { simulatedClock } from '../simulated-clock.js'
import { lockContract } from './lock-contract.js'

/** A correct lock whose bounds, keys or tasks are spoilt on the way in. */
function spoiling(change: (options: LockOptions) => Partial<LockOptions>): (lock: Lock) => Lock {
  return lock => ({ run: (key, options, task) => lock.run(key, { ...options, ...change(options) }, task) })
}

const foreverMs = 10 ** 9
const spoilt: [string, (lock: Lock) => Lock, string][] = [
  ['excludes nobody', () => ({ run: (_, __, task) => task(true) }), 'of 20 tasks under one key, no two'],
  [
    'has one lock for all keys',
    lock => ({ run: (_, options, task) => lock.run('one', options, task) }),
    'keys do not wait for one another',
  ],
  [
    'stays locked when a task fails',
    lock => ({
      run: (key, options, task) =>
        lock.run(key, options, held => task(held).catch(() => new Promise<never>(() => {}))),
    }),
    "a task's error is passed on unchanged",
  ],
  [
    'wraps the error of a task',
    lock => ({
      async run(key, options, task) {
        try {
          return await lock.run(key, options, task)
        } catch (cause) {
          throw new Error('the task failed', { cause })
        }
      },
    }),
    "a task's error is passed on unchanged",
  ],
  [
    'runs a task again when it failed',
    lock => ({
      run: (key, options, task) => lock.run(key, options, held => task(held).then(() => task(held))),
    }),
    'a task runs once, with the lock held',
  ],
  ['waits for ever', spoiling(() => ({ waitMs: foreverMs })), 'whoever waited for waitMs runs'],
  ['does not look at the signal', spoiling(() => ({ signal: undefined })), 'an abort ends the wait'],
  [
    'gives up a running task when aborted',
    lock => ({
      run: (key, options, task) =>
        Promise.race([
          lock.run(key, options, task),
          new Promise<never>((_, reject) => {
            options.signal?.addEventListener('abort', () => reject(options.signal?.reason))
          }),
        ]),
    }),
    'an abort after the task began',
  ],
  [
    'rejects an aborted wait with an error of its own',
    lock => ({
      run: (key, options, task) =>
        lock.run(key, options, task).catch(error => {
          throw options.signal?.aborted ? new DOMException('Aborted', 'AbortError') : error
        }),
    }),
    'an abort ends the wait with its reason',
  ],
  ['is held for ever', spoiling(() => ({ holdMs: foreverMs })), 'after holdMs another takes the lock'],
  ['is held by nobody when the first ends late', () => lockByFlag(), 'after holdMs another takes the lock'],
  [
    'takes a long bound for none',
    spoiling(({ waitMs }) => ({ waitMs: waitMs > 2 ** 31 ? 0 : waitMs })),
    'bounds of 30 days do not end at once',
  ],
]

describe.concurrent('the Lock contract notices a lock that', () => {
  it.concurrent.each(spoilt)('%s', async (_, spoil, expected) => {
    const found = contractOf(spoil).find(({ name }) => name.startsWith(expected))
    await expect(found?.run()).rejects.toThrow()
  })
})

describe.concurrent('the Lock contract', () => {
  it('holds for the same lock unspoilt, on a simulated clock', async () => {
    const all = contractOf(lock => lock)
    for (const { run } of all) await run()
    expect(all.length).toBeGreaterThan(9)
  })
})

function contractOf(spoil: (lock: Lock) => Lock) {
  const clock = simulatedClock()
  // A case that waits for what never happens fails by the simulated clock, or by this bound.
  const bounded = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('stuck')), 2000)),
    ])
  const createLock = () => {
    const lock = spoil(memoryLock({ clock }))
    return { lock: { run: ((...run) => advancing(lock.run(...run))) as Lock['run'] } }
  }
  // Time goes on by itself as long as somebody waits.
  const advancing = async <T>(work: Promise<T>): Promise<T> => {
    let over = false
    const done = work.finally(() => {
      over = true
    })
    done.catch(() => {})
    for (let turn = 0; turn < 300 && !over; turn++) await clock.advance(1)
    return done
  }
  return lockContract({ createLock, pass: ms => clock.advance(ms) }).map(({ name, run }) => ({
    name,
    run: () => bounded(run()),
  }))
}

/** A lock that is a flag: whoever ends, clears it. */
function lockByFlag(): Lock {
  const flags = new Map<string, number>()
  return {
    async run(key, { waitMs, holdMs, signal }, task) {
      const untilMs = Date.now() + waitMs
      while ((flags.get(key) ?? 0) > Date.now()) {
        signal?.throwIfAborted()
        if (Date.now() >= untilMs) return task(false)
        await new Promise(resolve => setTimeout(resolve, 5))
      }
      flags.set(key, Date.now() + holdMs)
      try {
        return await task(true)
      } finally {
        flags.delete(key)
      }
    },
  }
}

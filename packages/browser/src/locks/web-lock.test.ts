import { settled, simulatedClock } from '@looker-auth/core/testing'
import { describe, expect, test } from 'vitest'
import { webLock } from './web-lock'

type Request = LockManager['request']
const bounds = { waitMs: 1000, holdMs: 5000 }

/** Locks that are granted when the test says so. */
function lateLocks() {
  const grants: (() => Promise<unknown>)[] = []
  const signals: AbortSignal[] = []
  const request = ((
    _: string,
    { signal }: LockOptions & { signal: AbortSignal },
    work: () => Promise<unknown>,
  ) =>
    new Promise((resolve, reject) => {
      signals.push(signal)
      signal.addEventListener('abort', () => reject(signal.reason))
      grants.push(() => {
        const working = work()
        resolve(working)
        return working
      })
    })) as unknown as Request
  return { page: { navigator: { locks: { request } } }, grants, signals }
}

describe('webLock', () => {
  test('without Web Locks, as in an insecure context, runs the task without the lock', async () => {
    for (const page of [{}, { navigator: {} }]) {
      expect(await webLock({ page }).run('key', bounds, async held => held)).toBe(false)
    }
  })

  test('rejects before the task when the browser refuses, at once or later', async () => {
    const refusal = new DOMException('denied', 'SecurityError')
    const throwing = (() => {
      throw refusal
    }) as unknown as Request
    const rejecting = (() => Promise.reject(refusal)) as unknown as Request
    for (const request of [throwing, rejecting]) {
      let ran = false
      const running = webLock({ page: { navigator: { locks: { request } } } }).run(
        'key',
        bounds,
        async () => {
          ran = true
        },
      )
      await expect(running).rejects.toMatchObject({ code: 'store_failed', cause: refusal })
      expect(ran).toBe(false)
    }
  })

  test('gives up the wait at its bound, and gives a lock that is granted then back at once', async () => {
    const clock = simulatedClock()
    const { page, grants, signals } = lateLocks()
    const running = webLock({ page, clock }).run('key', bounds, async held => held)
    await clock.advance(bounds.waitMs)
    expect(await running).toBe(false)
    expect(signals[0]?.aborted).toBe(true)
    await grants[0]?.()
  })

  test('gives up the wait when it is aborted, with the reason, and gives a late lock back at once', async () => {
    const { page, grants, signals } = lateLocks()
    const abort = new AbortController()
    const reason = { some: 'reason' }
    let ran = false
    const running = webLock({ page }).run('key', { ...bounds, signal: abort.signal }, async () => {
      ran = true
    })
    await settled()
    abort.abort(reason)
    await expect(running).rejects.toBe(reason)
    expect(signals[0]?.aborted).toBe(true)
    await grants[0]?.()
    expect(ran).toBe(false)
  })

  test('gives the lock back at the end of its hold, though the task goes on', async () => {
    const clock = simulatedClock()
    const { page, grants } = lateLocks()
    let finish = (_: string): void => {}
    const running = webLock({ page, clock }).run(
      'key',
      bounds,
      () =>
        new Promise<string>(resolve => {
          finish = resolve
        }),
    )
    await settled()
    let released = false
    void grants[0]?.().then(() => {
      released = true
    })
    await clock.advance(bounds.holdMs - 1)
    expect(released).toBe(false)
    await clock.advance(1)
    expect(released).toBe(true)
    finish('done')
    expect(await running).toBe('done')
  })

  test('never steals, and names its locks with its prefix', async () => {
    const asked: unknown[] = []
    const request = ((
      name: string,
      { signal: _, ...options }: object & { signal: unknown },
      work: () => unknown,
    ) => {
      asked.push([name, options])
      return Promise.resolve(work())
    }) as unknown as Request
    await webLock({ page: { navigator: { locks: { request } } } }).run('key', bounds, async () => {})
    expect(asked).toEqual([['looker-auth:key', {}]])
  })
})

import { describe, expect, it } from 'vitest'
import { lockContract } from '../testing/lock-contract/lock-contract.js'
import { settled, simulatedClock } from '../testing/simulated-clock.js'
import { memoryLock } from './memory-lock.js'

describe('the Lock contract holds for the memory lock', () => {
  for (const { name, run } of lockContract({ createLock: () => ({ lock: memoryLock() }) })) it(name, run)
})

describe('the memory lock', () => {
  it('serves those who wait in their order', async () => {
    const lock = memoryLock()
    const order: number[] = []
    const bounds = { waitMs: 10_000, holdMs: 10_000 }
    const runs = [0, 1, 2, 3].map(index => lock.run('key', bounds, async () => order.push(index)))
    await Promise.all(runs)
    expect(order).toEqual([0, 1, 2, 3])
  })

  it('leaves no timer behind', async () => {
    const clock = simulatedClock()
    const lock = memoryLock({ clock })
    const abort = new AbortController()
    let end = (): void => {}
    const first = lock.run(
      'key',
      { waitMs: 1000, holdMs: 1000 },
      () => new Promise<void>(resolve => (end = resolve)),
    )
    const aborted = lock.run('key', { waitMs: 1000, holdMs: 1000, signal: abort.signal }, async () => {})
    const waited = lock.run('key', { waitMs: 1000, holdMs: 1000 }, async held => held)
    await settled()
    abort.abort('enough')
    await expect(aborted).rejects.toBe('enough')
    end()
    await first
    expect(await waited).toBe(true)
    expect(clock.pendingTimers()).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../testing/simulated-clock.js'
import { storeContract } from '../testing/store-contract/store-contract.js'
import { memoryStore } from './memory-store.js'

const record = (value: string, keepUntilMs = Number.MAX_SAFE_INTEGER) => ({ value, keepUntilMs })

describe('the TokenStore contract holds for the memory store', () => {
  for (const { name, run } of storeContract({ createStore: () => ({ store: memoryStore() }) }))
    it.concurrent(name, run)
})

describe('the TokenStore contract holds for the memory store on a simulated clock', () => {
  const clock = simulatedClock()
  const createStore = () => ({ store: memoryStore({ clock }) })
  const options = { createStore, now: clock.now, pass: (ms: number) => clock.advance(ms) }
  for (const { name, run } of storeContract(options)) it(name, run)
})

describe('the memory store', () => {
  it('keeps no more than maxRecords, and forgets the one unused for longest', async () => {
    const store = memoryStore({ maxRecords: 2 })
    await store.commit('a', record('a'), undefined)
    await store.commit('b', record('b'), undefined)
    await store.load('a')
    await store.commit('c', record('c'), undefined)
    expect(await store.load('b')).toBeUndefined()
    expect((await store.load('a'))?.record.value).toBe('a')
    expect((await store.load('c'))?.record.value).toBe('c')
  })

  it('uses no version again after the record was pushed out', async () => {
    const store = memoryStore({ maxRecords: 1 })
    const gone = await store.commit('a', record('a'), undefined)
    await store.commit('b', record('b'), undefined)
    const again = await store.commit('a', record('a'), undefined)
    expect(again.version).not.toBe(gone.version)
    expect(await store.commit('a', record('late'), gone.version)).toEqual(again)
  })

  it('forgets a record when the wall clock jumps past its time', async () => {
    const clock = simulatedClock()
    const store = memoryStore({ clock })
    await store.commit('a', record('a', clock.now() + 1000), undefined)
    clock.jumpWall(1001)
    expect(await store.load('a')).toBeUndefined()
  })

  it('notifies no watcher in the middle of a commit, and none that ended meanwhile', async () => {
    const store = memoryStore()
    const told: string[] = []
    const unwatch = store.watch('a', () => told.push('ended'))
    store.watch('a', () => told.push('watching'))
    const commit = store.commit('a', record('a'), undefined)
    expect(told).toEqual([])
    unwatch()
    await commit
    await Promise.resolve()
    expect(told).toEqual(['watching'])
  })
})

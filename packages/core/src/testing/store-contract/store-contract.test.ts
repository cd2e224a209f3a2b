import { describe, expect, it } from 'vitest'
import type { Clock } from '../../runtime/clock.js'
import { memoryStore, type WatchedStore } from '../../stores/memory-store.js'
import type { Stored, TokenStore } from '../../stores/token-store.js'
import { simulatedClock } from '../simulated-clock.js'
import { storeContract } from './store-contract.js'

/** A correct store, but for what is spoilt in it. */
type Spoil = (store: WatchedStore) => TokenStore

const spoilt: [string, Spoil, string][] = [
  [
    'ignores the expected version',
    store => ({
      ...store,
      async commit(key, next) {
        return store.commit(key, next, (await store.load(key))?.version)
      },
    }),
    'a commit over another version is refused',
  ],
  [
    'takes any version for the right one when something is stored',
    store => ({
      ...store,
      async commit(key, next, version) {
        const known = version === undefined ? undefined : (await store.load(key))?.version
        return store.commit(key, next, known)
      },
    }),
    'a commit over another version is refused',
  ],
  [
    'looks first and writes later',
    store => ({
      ...store,
      async commit(key, next, version) {
        const seen = await store.load(key)
        if (seen !== undefined && seen.version !== version) return seen
        await new Promise(resolve => setTimeout(resolve, 1))
        return store.commit(key, next, (await store.load(key))?.version)
      },
    }),
    'of 20 first commits at once',
  ],
  [
    'tells every commit that it won',
    store => ({
      ...store,
      async commit(key, next, version) {
        return { record: next, version: (await store.commit(key, next, version)).version }
      },
    }),
    'a commit that expects nothing is refused',
  ],
  [
    'makes the version from the value',
    () => hashVersioned(),
    'the same value stored again has another version',
  ],
  [
    'refuses a commit over a version that is gone',
    store => ({
      ...store,
      async commit(key, next, version) {
        const seen = await store.load(key)
        if (version !== undefined && seen === undefined) throw new Error('gone')
        return store.commit(key, next, version)
      },
    }),
    'a commit over a version that is gone is stored',
  ],
  [
    'does not tell small letters from capitals',
    store => mapped(store, key => key.toLowerCase()),
    'keys are kept apart',
  ],
  ['reads keys as paths', store => mapped(store, key => key.replace(/^.*\//, '')), 'keys are kept apart'],
  [
    'keeps 64 KiB of a value',
    store => ({
      ...store,
      commit: (key, next, version) =>
        store.commit(key, { ...next, value: next.value.slice(0, 65_536) }, version),
    }),
    'every handle loads what was committed',
  ],
  [
    'keeps Latin letters only',
    store => ({
      ...store,
      commit: (key, next, version) =>
        store.commit(key, { ...next, value: next.value.replaceAll(/[^\0-\xff]/g, '?') }, version),
    }),
    'every handle loads what was committed',
  ],
  [
    'forgets too soon what has a far end',
    store => ({
      ...store,
      async load(key) {
        const seen = await store.load(key)
        return seen !== undefined && seen.record.keepUntilMs > Date.UTC(2100, 0, 1) ? undefined : seen
      },
    }),
    'a record is kept until keepUntilMs',
  ],
  ['never tells a watcher', store => ({ ...store, watch: () => () => {} }), 'a watcher is told soon'],
  [
    'goes on telling a watcher that ended',
    store => ({
      ...store,
      watch(key, listener) {
        store.watch(key, listener)
        return () => {}
      },
    }),
    'each watcher of a key is told, until it ends',
  ],
]

describe('the TokenStore contract notices a store that', () => {
  it.each(spoilt)('%s', async (_, spoil, expected) => {
    const createStore = (clock: Clock) => ({ store: spoil(memoryStore({ clock })) })
    expect((await failures(createStore)).filter(name => name.startsWith(expected))).toHaveLength(1)
  })

  it('numbers versions anew after a record expired', async () => {
    const failed = await failures(clock => ({ store: countingFromOne(clock) }))
    expect(failed).toContain('the version of a forgotten record is of no use against the record after it')
    expect(failed).toContain('where a record was forgotten, the next one is stored as a first one')
  })
})

describe('the TokenStore contract', () => {
  it('destroys each store that it asked for, also when a case fails', async () => {
    let alive = 0
    await failures(() => {
      alive++
      const store: TokenStore = {
        load: () => Promise.reject(new Error('broken')),
        commit: memoryStore().commit,
      }
      return {
        store,
        destroy: async () => {
          alive--
        },
      }
    })
    expect(alive).toBe(0)
  })
})

async function failures(
  createStore: (clock: Clock) => { store: TokenStore; destroy?: () => Promise<void> },
): Promise<string[]> {
  const names: string[] = []
  const clock = simulatedClock()
  const contract = storeContract({
    createStore: () => createStore(clock),
    now: clock.now,
    pass: clock.advance,
  })
  for (const { name, run } of contract) await run().catch(() => void names.push(name))
  return names
}

function mapped(store: TokenStore, map: (key: string) => string): TokenStore {
  return {
    load: key => store.load(map(key)),
    commit: (key, next, version) => store.commit(map(key), next, version),
  }
}

function hashVersioned(): TokenStore {
  const records = new Map<string, Stored>()
  return {
    load: async key => records.get(key),
    async commit(key, next, version) {
      const seen = records.get(key)
      if (seen !== undefined && seen.version !== version) return seen
      const stored = { record: next, version: `of ${next.value}` }
      records.set(key, stored)
      return stored
    },
  }
}

function countingFromOne(clock: Clock): TokenStore {
  const records = new Map<string, Stored>()
  const load = (key: string): Stored | undefined => {
    const seen = records.get(key)
    if (seen !== undefined && seen.record.keepUntilMs < clock.now()) records.delete(key)
    return records.get(key)
  }
  return {
    load: async key => load(key),
    async commit(key, next, version) {
      const seen = load(key)
      if (seen !== undefined && seen.version !== version) return seen
      const stored = { record: next, version: String(Number(seen?.version ?? 0) + 1) }
      records.set(key, stored)
      return stored
    },
  }
}

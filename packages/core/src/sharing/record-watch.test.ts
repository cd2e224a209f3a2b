import { expect, it } from 'vitest'
import { settled, simulatedClock } from '../testing.js'
import type { CachedToken } from '../tokens/cached-token.js'
import { SignInMemory } from '../tokens/sign-in-memory.js'
import type { Revalidated } from '../tokens/token-source.js'
import { ParentRecords } from './parent-records.js'
import { RecordWatch } from './record-watch.js'
import { StoreClient } from './store-client.js'
import { StoreKeys } from './store-key.js'

/** A session that holds a token and is not used, over a store that notifies. */
function idleSession() {
  const clock = simulatedClock()
  let loads = 0
  let listener = (): void => {}
  const store = new StoreClient(
    {
      load: async () => {
        loads++
        return undefined
      },
      commit: () => Promise.reject(new Error('unreachable')),
      watch: (_, given) => {
        listener = given
        return () => {}
      },
    },
    clock,
  )
  const cached = { id: 'a token', storeKey: 'key' } as CachedToken
  // What a look that finds nothing asks for.
  const session = {
    group: { calls: { clock } },
    grant: { identity: {} },
    signIns: new SignInMemory(),
    cached,
    report() {},
    freshnessChanged() {},
    recordChanged: () => void watch.look(),
  } as unknown as Revalidated
  const parents = new ParentRecords(store, 400)
  const shared = { store, lock: undefined, keys: new StoreKeys(), parents, revalidateEveryMs: 400 }
  const watch = new RecordWatch(shared, session)
  watch.follow(cached)
  return {
    watch,
    async called() {
      listener()
      await settled()
      return loads
    },
  }
}

it('a session that is not used reads the record as soon as the store calls', async () => {
  const { watch, called } = idleSession()
  expect(await called()).toBe(1)
  expect(watch.stale).toBe(false)
})

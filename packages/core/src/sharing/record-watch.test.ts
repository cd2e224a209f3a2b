import { expect, it } from 'vitest'
import { settled, simulatedClock } from '../testing.js'
import type { CachedToken } from '../tokens/cached-token.js'
import { SignInMemory } from '../tokens/sign-in-memory.js'
import type { Revalidated } from '../tokens/token-source.js'
import { ParentRecords } from './parent-records.js'
import { RecordWatch } from './record-watch.js'
import { StoreClient } from './store-client.js'
import { StoreKeys } from './store-key.js'

/** A session that holds a token and is not used, over a store that starts and stops notifying. */
function idleSession({ personal }: { readonly personal: boolean }) {
  const clock = simulatedClock()
  let telling = true
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
      notifies: () => telling,
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
    recordChanged: (changed: boolean, notifies: boolean) =>
      void ((changed || (notifies && personal)) && watch.look()),
  } as unknown as Revalidated
  const parents = new ParentRecords(store, 400)
  const shared = { store, lock: undefined, keys: new StoreKeys(), parents, revalidateEveryMs: 400 }
  const watch = new RecordWatch(shared, session)
  watch.follow(cached)
  return {
    watch,
    async called(notifies: boolean) {
      telling = notifies
      listener()
      await settled()
      return loads
    },
  }
}

it('a person’s session that is not used looks at a change at once', async () => {
  const { called } = idleSession({ personal: true })
  expect(await called(true)).toBe(1)
})

it.each([
  ['a person’s session looks at once: its page shows a sign-out though it makes no call', true, 1],
  ['any other looks when it is next used', false, 0],
])('when a store notifies again, %s', async (_, personal, looks) => {
  const { watch, called } = idleSession({ personal })
  expect(await called(false)).toBe(0)
  expect(watch.stale).toBe(true)
  expect(await called(true)).toBe(looks)
  expect(watch.stale).toBe(!personal)
})

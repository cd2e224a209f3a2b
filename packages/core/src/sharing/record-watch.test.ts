import { expect, it } from 'vitest'
import { settled, simulatedClock } from '../testing.js'
import type { HeldToken } from '../tokens/cached-token.js'
import { StoreWatch, type WatchHost } from './record-watch.js'
import { StoreAccess } from './store-client.js'

/** A session that holds a token and is not used, over a store that begins and ceases to tell. */
function idleSession({ personal }: { readonly personal: boolean }) {
  const clock = simulatedClock()
  let telling = true
  let loads = 0
  let listener = (): void => {}
  const store = new StoreAccess(
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
      tells: () => telling,
    },
    clock,
  )
  const held = { id: 'a token', storeKey: 'key' } as HeldToken
  // What a look that finds nothing asks for.
  const host = {
    family: { calls: { clock }, checkEveryMs: 400 },
    grant: { personal, identity: {} },
    held,
    report() {},
    looked() {},
  } as unknown as WatchHost
  const watch = new StoreWatch(store, host, {
    endChildren() {},
    trackChildren() {},
    doubtChildren() {},
    parentWatched: () => true,
  })
  watch.follow(held)
  return {
    watch,
    async called(tells: boolean) {
      telling = tells
      listener()
      await settled()
      return loads
    },
  }
}

it('a change is looked at at once, also by a session that is not used', async () => {
  const { called } = idleSession({ personal: false })
  expect(await called(true)).toBe(1)
})

it.each([
  ['a person’s session looks at once: its page shows a sign-out though it makes no call', true, 1],
  ['any other looks when it is next used', false, 0],
])('when a store tells again, %s', async (_, personal, looks) => {
  const { watch, called } = idleSession({ personal })
  expect(await called(false)).toBe(0)
  expect(watch.stale).toBe(true)
  expect(await called(true)).toBe(looks)
  expect(watch.stale).toBe(!personal)
})

import { memoryStore } from '@looker-auth/core'
import { simulatedClock } from '@looker-auth/core/testing'
import { describe, expect, test } from 'vitest'
import { fakePage, fakeStorage, lateView } from '../../../test/fake-page'
import { sharedSignOuts } from '../shared-sign-outs'

const hour = 3_600_000
const token = (id: string) => JSON.stringify({ v: 1, kind: 'token', id, accessToken: 'x' })
const tombstone = (id: string) => JSON.stringify({ v: 1, kind: 'signed_out', id })
const of = (subject: string, text: string) => JSON.stringify({ ...JSON.parse(text), subject })

describe('when two users sign out at the same moment, in tabs that see each other’s writes late', () => {
  const atOnce = (clock = simulatedClock()) => {
    const localStorage = fakeStorage()
    /** A tab whose view of localStorage is its own where one is given. */
    const open = (storage = localStorage) => {
      const page = fakePage({ localStorage: storage })
      const store = sharedSignOuts(memoryStore({ clock }), { page, clock })
      const commit = async (value: string) => {
        const over = (await store.load('key'))?.version
        return store.commit('key', { value, keepUntilMs: clock.now() + hour }, over)
      }
      return { commit, load: async () => (await store.load('key'))?.record.value }
    }
    const late = () => {
      const { storage, catchUp } = lateView(localStorage)
      return { ...open(storage), catchUp }
    }
    return { clock, localStorage, open: () => open(), alice: late(), bob: late() }
  }

  // @promise sign-out-reaches-the-tabs
  test('both are signed out in every other tab', async () => {
    const { open, alice, bob } = atOnce()
    const [alices, bobs] = [open(), open()]
    await alices.commit(of('alice', token('1')))
    await bobs.commit(of('bob', token('2')))
    await alice.commit(of('alice', tombstone('of alice')))
    await bob.commit(of('bob', tombstone('of bob')))
    expect(await alices.load()).toBe(of('alice', tombstone('of alice')))
    expect(await bobs.load()).toBe(of('bob', tombstone('of bob')))
  })

  test.each(['Alice', 'Bob'])(
    'a record that knows of the other one is ended by that of %s, which was written later',
    async who => {
      const { open, alice, bob } = atOnce()
      const [first, second] = who === 'Alice' ? [bob, alice] : [alice, bob]
      const carol = open()
      await first.commit(tombstone(`of all but ${who}`))
      await carol.commit(of('carol', token('3')))
      await second.commit(tombstone(`of ${who}`))
      expect(await carol.load()).toBe(tombstone(`of ${who}`))
    },
  )

  test.each(['Alice', 'Bob'])(
    'a new page is ended by the one of %s, after which nobody signed in',
    async who => {
      const { open, alice, bob } = atOnce()
      const [first, second] = who === 'Alice' ? [bob, alice] : [alice, bob]
      await first.commit(of('first', tombstone('one')))
      await open().commit(of('first', token('again')))
      expect(await open().load()).toBeUndefined()
      await second.commit(of('second', tombstone('two')))
      expect(await open().load()).toBe(of('second', tombstone('two')))
    },
  )

  test('neither takes away the other’s, in place of one that is over', async () => {
    const { clock, open, alice, bob } = atOnce()
    await open().commit(of('bob', tombstone('of last month')))
    for (const { catchUp } of [alice, bob]) catchUp()
    await clock.advance(hour + 1)
    const bobs = open()
    await bobs.commit(of('bob', token('2')))
    await bob.commit(of('bob', tombstone('of bob')))
    await alice.commit(of('alice', tombstone('of alice')))
    expect(await bobs.load()).toBe(of('bob', tombstone('of bob')))
  })

  test('their sign-outs are kept once for each user, however often they sign out, and go when they are over', async () => {
    const { clock, open, localStorage, alice, bob } = atOnce()
    for (let times = 0; times < 3; times++) {
      await alice.commit(of('alice', tombstone(`of alice ${times}`)))
      await bob.commit(of('bob', tombstone(`of bob ${times}`)))
      await open().commit(of('carol', token(`${times}`)))
      for (const { catchUp } of [alice, bob]) catchUp()
    }
    // Each with the note that somebody signed in after it.
    expect(localStorage).toHaveLength(4)
    await clock.advance(hour + 1)
    await open().commit(of('carol', tombstone('of carol')))
    expect(localStorage).toHaveLength(1)
  })
})

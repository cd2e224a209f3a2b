import { encryptedStore, memoryStore, systemClock } from '@looker-auth/core'
import { settled, simulatedClock, storeContract } from '@looker-auth/core/testing'
import { describe, expect, test } from 'vitest'
import { blockedStorage, type FakeOrigin, fakeOrigin, fakeStorage } from '../../test/fake-page'
import { sharedSignOuts } from './shared-sign-outs'

const canary = 'canary-token'
const hour = 3_600_000
const token = (id: string) => JSON.stringify({ v: 1, kind: 'token', id, accessToken: canary })
const tombstone = (id: string) => JSON.stringify({ v: 2, kind: 'signed_out', id })
/** The item in localStorage that says of a sign-out, and what is in it. */
const noteOf = (key: string, value: string) => `looker-auth:signed-out:${JSON.stringify(key)}:${value}`
const keptFor = (ms: number) => JSON.stringify({ order: 1, keepUntilMs: Date.now() + ms })

describe('the TokenStore contract holds for sharedSignOuts around', () => {
  const keys = { current: { id: 'one', key: new Uint8Array(32).fill(7) } }
  const inners = {
    memoryStore: () => memoryStore(),
    encryptedStore: () => encryptedStore(memoryStore(), keys),
  }
  describe.each(Object.entries(inners))('%s', (_, inner) => {
    const createStore = () => {
      const page = fakeOrigin().page({ localStorage: fakeStorage() })
      return { store: sharedSignOuts(inner(), { page }) }
    }
    for (const { name, run } of storeContract({ createStore })) test.concurrent(name, run)
  })
})

describe('sharedSignOuts', () => {
  /** Tabs of one origin, each with a memory of its own. */
  const tabs = ({ localStorage = fakeStorage(), clock = systemClock() } = {}) => {
    const origin = fakeOrigin()
    const open = (page = origin.page({ localStorage })) => {
      const store = sharedSignOuts(memoryStore({ clock }), { page, clock })
      const commit = async (value: string, keepMs = hour) => {
        const over = (await store.load('key'))?.version
        return store.commit('key', { value, keepUntilMs: clock.now() + keepMs }, over)
      }
      const load = async () => (await store.load('key'))?.record.value
      return { page, store, commit, load }
    }
    return { origin, open, localStorage }
  }

  test('ends what other tabs stored before the sign-out, and not what they store after it', async () => {
    const { open } = tabs()
    const [a, b] = [open(), open()]
    await a.commit(token('a'))
    await b.commit(token('b'))
    await a.commit(tombstone('out'))
    expect(await b.load()).toBe(tombstone('out'))
    await b.commit(token('again'))
    expect(await b.load()).toBe(token('again'))
    expect(await a.load()).toBe(tombstone('out'))
  })

  test('refuses a renewal over a record that a sign-out elsewhere ended, and answers the sign-out', async () => {
    const { open } = tabs()
    const [a, b] = [open(), open()]
    const before = await b.commit(token('b'))
    await a.commit(tombstone('out'))
    const next = { value: token('renewed'), keepUntilMs: Date.now() + hour }
    expect(await b.store.commit('key', next, before.version)).toMatchObject({
      record: { value: tombstone('out') },
    })
    expect(await b.load()).toBe(tombstone('out'))
  })

  test('a version of one sign-out is of no use against the next', async () => {
    const { open } = tabs()
    const [a, b] = [open(), open()]
    await b.commit(token('b'))
    await a.commit(tombstone('one'))
    const seen = await b.store.load('key')
    await a.commit(token('a'))
    await a.commit(tombstone('two'))
    const next = { value: token('late'), keepUntilMs: Date.now() + hour }
    const answer = await b.store.commit('key', next, seen?.version)
    expect(answer.record.value).toBe(tombstone('two'))
  })

  test('a sign-out that is noted while a commit is being decided ends what it stored', async () => {
    const storage = fakeStorage()
    const { open } = tabs({ localStorage: storage })
    const b = open()
    const before = await b.commit(token('b'))
    storage.setItem('of the application', 'x')
    const { key } = storage
    storage.key = index => {
      const found = key(index)
      storage.setItem(noteOf('key', tombstone('out')), keptFor(hour))
      return found
    }
    const next = { value: token('renewed'), keepUntilMs: Date.now() + hour }
    expect((await b.store.commit('key', next, before.version)).record.value).toBe(tombstone('out'))
    expect(await b.load()).toBe(tombstone('out'))
  })

  test('a page that stores nothing is signed out too, until somebody signed in after the sign-out', async () => {
    const { open } = tabs()
    const a = open()
    await a.commit(token('a'))
    await a.commit(tombstone('out'))
    expect(await open().load()).toBe(tombstone('out'))
    await a.commit(token('again'))
    const fresh = open()
    expect(await fresh.load()).toBeUndefined()
    await fresh.commit(token('fresh'))
    expect(await fresh.load()).toBe(token('fresh'))
  })

  test('whoever signed in after a sign-out is not signed out by it when their own token expired', async () => {
    const clock = simulatedClock()
    const { open } = tabs({ clock })
    const a = open()
    await a.commit(tombstone('out'), 10 * hour)
    await a.commit(token('a'), 1000)
    await clock.advance(1001)
    expect(await a.load()).toBeUndefined()
  })

  test('one who signed in again in another tab does not take a later sign-out back', async () => {
    const { open } = tabs()
    const [a, b, c] = [open(), open(), open()]
    await c.commit(token('c'))
    await a.commit(tombstone('one'))
    await b.commit(token('b'))
    await a.commit(tombstone('two'))
    expect(await b.load()).toBe(tombstone('two'))
    expect(await c.load()).toBe(tombstone('two'))
    expect(await open().load()).toBe(tombstone('two'))
  })

  describe('where a sign-out says of whom it was', () => {
    const of = (subject: string, text: string) => JSON.stringify({ ...JSON.parse(text), subject })

    test('it ends that user’s records and nobody else’s', async () => {
      const { open } = tabs()
      const [a, alice, bob] = [open(), open(), open()]
      await alice.commit(of('alice', token('1')))
      await bob.commit(of('bob', token('2')))
      await a.commit(of('alice', tombstone('out')))
      expect(await alice.load()).toBe(of('alice', tombstone('out')))
      expect(await bob.load()).toBe(of('bob', token('2')))
      await bob.commit(of('bob', token('renewed')))
      expect(await bob.load()).toBe(of('bob', token('renewed')))
    })

    test('one tab that slept through it finds it also when others signed out since', async () => {
      const { open } = tabs()
      const [a, asleep, carol] = [open(), open(), open()]
      await asleep.commit(of('alice', token('1')))
      await a.commit(of('alice', tombstone('of alice')))
      await a.commit(of('bob', token('2')))
      await carol.commit(of('carol', token('3')))
      await a.commit(of('bob', tombstone('of bob')))
      expect(await asleep.load()).toBe(of('alice', tombstone('of alice')))
      expect(await carol.load()).toBe(of('carol', token('3')))
      expect(await open().load()).toBe(of('bob', tombstone('of bob')))
    })

    test('whoever signed in again after it is not ended by it when others sign out', async () => {
      const { open } = tabs()
      const [alice, bob] = [open(), open()]
      await alice.commit(of('alice', tombstone('out')))
      await alice.commit(of('alice', token('again')))
      await bob.commit(of('bob', token('2')))
      await bob.commit(of('bob', tombstone('of bob')))
      expect(await alice.load()).toBe(of('alice', token('again')))
    })

    test('a renewal of another user’s is no sign-in after it: what was under way still ends', async () => {
      const { open } = tabs()
      const [alice, bob] = [open(), open()]
      await bob.commit(of('bob', token('1')))
      await alice.commit(of('alice', tombstone('out')))
      await bob.commit(of('bob', token('renewed')))
      expect(await open().load()).toBe(of('alice', tombstone('out')))
    })

    test('a sign-in after a short one is not ended by an older one that is kept for longer', async () => {
      const clock = simulatedClock()
      const { open } = tabs({ clock })
      const a = open()
      await a.commit(tombstone('of all'), 10 * hour)
      await a.commit(of('alice', tombstone('out')), hour)
      await a.commit(of('alice', token('again')), 9 * hour)
      await clock.advance(hour + 1)
      expect(await a.load()).toBe(of('alice', token('again')))
    })

    test('a sign-out that does not say it ends everybody, also when others say it later', async () => {
      const { open } = tabs()
      const [a, asleep] = [open(), open()]
      await asleep.commit(of('alice', token('1')))
      await a.commit(tombstone('of all'))
      await a.commit(of('bob', token('2')))
      await a.commit(of('bob', tombstone('of bob')))
      expect(await asleep.load()).toBe(tombstone('of all'))
    })
  })

  test('notifies watchers in other tabs of sign-outs, and of nothing else', async () => {
    const { origin, open } = tabs()
    const [a, b] = [open(), open()]
    let told = 0
    const end = b.store.watch('key', () => {
      told++
    })
    await a.commit(token('a'))
    await a.commit(token('renewed'))
    await settled()
    expect([told, origin.posted]).toEqual([0, []])
    await a.commit(tombstone('out'))
    await settled()
    expect(told).toBe(1)
    end()
    expect([origin.lines, b.page.listeners]).toEqual([0, 0])
  })

  test('is notified by storage events of the sign-outs of its key', async () => {
    const { open, localStorage, origin } = tabs()
    const b = open(origin.page({ localStorage, BroadcastChannel: undefined }))
    let told = 0
    b.store.watch('key', () => {
      told++
    })
    b.page.dispatch('storage', { key: noteOf('other', tombstone('out')) })
    b.page.dispatch('storage', { key: 'something else' })
    expect(told).toBe(0)
    b.page.dispatch('storage', { key: noteOf('key', tombstone('out')) })
    b.page.dispatch('storage', { key: null })
    expect(told).toBe(2)
  })

  test('keeps no token in localStorage or in a message', async () => {
    const { origin, open, localStorage } = tabs()
    const [a, b] = [open(), open()]
    for (const value of [token('a'), tombstone('out'), token('again'), tombstone('again')])
      await a.commit(value)
    await b.commit(token('b'))
    const kept = Array.from({ length: localStorage.length }, (_, index) => {
      const name = localStorage.key(index) ?? ''
      return `${name} ${localStorage.getItem(name)}`
    }).join()
    expect(kept).toContain('signed_out')
    expect(kept + JSON.stringify(origin.posted)).not.toContain(canary)
  })

  test('forgets a sign-out when it is over, and takes it away at the next one', async () => {
    const clock = simulatedClock()
    const { open, localStorage } = tabs({ clock })
    const [a, b] = [open(), open()]
    await b.commit(token('b'), 10 * hour)
    await a.commit(tombstone('out'))
    await clock.advance(hour + 1)
    expect(await b.load()).toBe(token('b'))
    expect(localStorage).toHaveLength(1)
    await a.store.commit('other', { value: tombstone('x'), keepUntilMs: clock.now() + hour }, undefined)
    expect(localStorage).toHaveLength(1)
    expect(localStorage.key(0)).toBe(noteOf('other', tombstone('x')))
  })

  test.each([
    [tombstone('forged'), 'not JSON'],
    [tombstone('forged'), 'null'],
    [tombstone('forged'), '{}'],
    [tombstone('forged'), '[null]'],
    [tombstone('forged'), '{"order":1,"keepUntilMs":"soon"}'],
    [tombstone('forged'), '{"order":"first","keepUntilMs":99999999999999}'],
    ['not JSON', keptFor(hour)],
    [token('forged'), keptFor(hour)],
  ])('takes no notice of %s with %s in place of a sign-out', async (value, text) => {
    const { open, localStorage } = tabs()
    const a = open()
    await a.commit(token('a'))
    localStorage.setItem(noteOf('key', value), text)
    expect(await a.load()).toBe(token('a'))
  })

  test('takes what the inner store has of others for an unreadable record', async () => {
    const inner = memoryStore()
    await inner.commit('key', { value: 'of others', keepUntilMs: Date.now() + hour }, undefined)
    const store = sharedSignOuts(inner, { page: fakeOrigin().page() })
    const found = await store.load('key')
    expect(found?.record.value).toBe('')
    const next = { value: token('a'), keepUntilMs: Date.now() + hour }
    expect(await store.commit('key', next, found?.version)).toMatchObject({ record: next })
  })

  describe.each([
    ['blocked', () => blockedStorage()],
    ['full', () => ({ localStorage: fakeStorage(10) })],
  ])('where localStorage is %s', (_, storage) => {
    const tab = (origin: FakeOrigin, inner = memoryStore()) => {
      const page = origin.page()
      Object.defineProperties(page, Object.getOwnPropertyDescriptors(storage()))
      return sharedSignOuts(inner, { page })
    }
    const next = (value: string) => ({ value, keepUntilMs: Date.now() + hour })

    test('a sign-out notifies its watchers once: who signs in after it stays signed in', async () => {
      const origin = fakeOrigin()
      const [a, b] = [tab(origin), tab(origin)]
      const own = await b.commit('key', next(token('b')), undefined)
      let told = 0
      for (let watchers = 0; watchers < 2; watchers++) {
        b.watch('key', () => {
          told++
        })
      }
      expect(await a.commit('key', next(tombstone('out')), undefined)).toMatchObject({
        record: { value: tombstone('out') },
      })
      await settled()
      expect(told).toBe(2)
      const found = await b.load('key')
      expect(JSON.parse(found?.record.value ?? '')).toMatchObject({ v: 2, kind: 'signed_out' })
      expect(await b.commit('key', next(token('late')), own.version)).toEqual(found)
      await b.commit('key', next(token('again')), found?.version)
      expect((await b.load('key'))?.record.value).toBe(token('again'))
    })

    test('a sign-out that arrives while a commit is under way ends what it stored', async () => {
      const origin = fakeOrigin()
      const inner = memoryStore()
      const slow = async (...call: Parameters<typeof inner.commit>) => {
        await tab(origin).commit('key', next(tombstone('out')), undefined)
        await settled()
        return inner.commit(...call)
      }
      const b = tab(origin, { ...inner, load: key => inner.load(key), commit: slow })
      b.watch('key', () => {})
      await b.commit('key', next(token('late')), undefined)
      expect((await b.load('key'))?.record.value).not.toBe(token('late'))
    })
  })

  test('without localStorage and BroadcastChannel it is the inner store', async () => {
    const page = fakeOrigin().page({ BroadcastChannel: undefined })
    const store = sharedSignOuts(memoryStore(), { page })
    await store.commit('key', { value: tombstone('out'), keepUntilMs: Date.now() + hour }, undefined)
    expect((await store.load('key'))?.record.value).toBe(tombstone('out'))
  })
})

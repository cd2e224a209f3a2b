import 'fake-indexeddb/auto'
import { settled, simulatedClock, storeContract } from '@looker-auth/core/testing'
import { type IDBPDatabase, openDB } from 'idb'
import { afterEach, describe, expect, test } from 'vitest'
import { blockedStorage, fakeOrigin, fakePage } from '../../test/fake-page'
import { type IndexedDbStoreOptions, indexedDbStore } from './indexed-db-store'

const hour = 3_600_000
const record = (value: string) => ({ value, keepUntilMs: Date.now() + hour })
const newName = () => crypto.randomUUID()

const opened: IDBPDatabase[] = []
afterEach(() => {
  for (const database of opened.splice(0)) database.close()
})

/** The store's database, as others may open it. */
async function raw(name: string, version?: number): Promise<IDBPDatabase> {
  const database = await openDB(name, version)
  opened.push(database)
  return database
}

describe.each([false, true])('the TokenStore contract holds for indexedDbStore, encrypt: %s', encrypt => {
  const createStore = () => {
    const name = newName()
    const origin = fakeOrigin()
    const store = () => indexedDbStore({ name, encrypt, page: origin.page({ indexedDB }) })
    return { store: store(), other: store() }
  }
  for (const { name, run } of storeContract({ createStore })) test.concurrent(name, run)
})

describe('indexedDbStore', () => {
  const create = (options: IndexedDbStoreOptions = {}) => {
    const name = newName()
    const page = fakeOrigin().page({ indexedDB })
    return { name, page, store: indexedDbStore({ name, page, ...options }) }
  }

  test.each([
    { key: 'key' },
    { key: 'key', value: 7, keepUntilMs: 99999999999999, version: 'x' },
    { key: 'key', value: 'x', keepUntilMs: 'soon', version: 'x' },
    { key: 'key', value: 'x', keepUntilMs: Number.NaN, version: 'x' },
    { key: 'key', value: 'x', keepUntilMs: 99999999999999 },
  ])('takes the row %o for an unreadable record, and writes over it', async row => {
    const { name, store } = create()
    await store.load('key')
    await (await raw(name)).put('records', row)
    const found = await store.load('key')
    expect(found?.record.value).toBe('')
    expect(await store.commit('key', record('late'), undefined)).toMatchObject({ record: { value: '' } })
    expect(await store.commit('key', record('next'), found?.version)).toMatchObject({
      record: { value: 'next' },
    })
  })

  test('with encryption, the database shows nothing of the record, and its key cannot be exported', async () => {
    const { name, store } = create({ encrypt: true })
    await store.commit('key', record('canary-token'), undefined)
    const database = await raw(name)
    expect(JSON.stringify(await database.getAll('records'))).not.toContain('canary-token')
    const [key] = await database.getAll('keys')
    expect(key).toMatchObject({ extractable: false, algorithm: { name: 'AES-GCM', length: 256 } })
  })

  test.each(['not a key', { name: 'AES-GCM' }, 7])('a key that is none, %o, is replaced', async key => {
    const { name, page, store } = create({ encrypt: true })
    await store.commit('key', record('before'), undefined)
    await (await raw(name)).put('keys', key, 'records')
    const other = indexedDbStore({ name, page, encrypt: true })
    const found = await other.load('key')
    expect(found?.record.value).toBe('')
    await other.commit('key', record('after'), found?.version)
    expect(await other.load('key')).toMatchObject({ record: { value: 'after' } })
  })

  test('is closed when the page is put away, and opened again at the next use', async () => {
    const { page, store } = create()
    await store.commit('key', record('before'), undefined)
    expect(page.listeners).toBeGreaterThan(0)
    page.dispatch('pagehide')
    expect(page.listeners).toBe(0)
    expect(await store.load('key')).toMatchObject({ record: { value: 'before' } })
    expect(page.listeners).toBeGreaterThan(0)
  })

  test('a use whose connection is closed before it begins uses a new one', async () => {
    const { page, store } = create()
    await store.commit('key', record('before'), undefined)
    const loading = store.load('key')
    page.dispatch('pagehide')
    expect(await loading).toMatchObject({ record: { value: 'before' } })
  })

  test('lets another tab upgrade the database, and then says that this page must be reloaded', async () => {
    const { name, store } = create()
    await store.commit('key', record('before'), undefined)
    await raw(name, 2)
    const failure = { code: 'store_failed', retryable: false, hint: 'Reload this page.' }
    await expect(store.load('key')).rejects.toMatchObject(failure)
    await expect(store.commit('key', record('x'), undefined)).rejects.toMatchObject(failure)
  })

  test('lets another tab delete the database, and makes it again', async () => {
    const { name, store } = create({ encrypt: true })
    await store.commit('key', record('before'), undefined)
    await new Promise(resolve => {
      indexedDB.deleteDatabase(name).onsuccess = resolve
    })
    expect(await store.load('key')).toBeUndefined()
    await store.commit('key', record('after'), undefined)
    expect(await store.load('key')).toMatchObject({ record: { value: 'after' } })
  })

  test.each([
    ['blocked', blockedStorage()],
    ['not there', {}],
  ])('rejects with store_failed and the next step where IndexedDB is %s', async (_, page) => {
    const store = indexedDbStore({ page })
    const failure = { code: 'store_failed', retryable: false, hint: expect.stringMatching(/allow site data/) }
    await expect(store.load('key')).rejects.toMatchObject(failure)
    await expect(store.commit('key', record('x'), undefined)).rejects.toMatchObject(failure)
  })

  test('a database that does not open is waited for no longer than the bound, and the error says why', async () => {
    const clock = simulatedClock()
    const hanging = { open: () => new IDBOpenDBRequest() } as unknown as IDBFactory
    const store = indexedDbStore({ clock, page: fakePage({ indexedDB: hanging }) })
    const loading = store.load('key').catch(error => error)
    await settled()
    await clock.advance(1800)
    expect(await loading).toMatchObject({ code: 'store_failed', hint: expect.stringMatching(/other tabs/) })
  })

  test('a page that goes in the middle of a commit has left word, and who looks then finds it', async () => {
    const name = newName()
    const origin = fakeOrigin()
    const [page, there] = [origin.page({ indexedDB }), origin.page({ indexedDB })]
    const [store, other] = [indexedDbStore({ name, page }), indexedDbStore({ name, page: there })]
    await store.load('key')
    const found = new Promise(resolve => {
      other.watch('key', () => resolve(other.load('key')))
    })
    const committing = store.commit('key', record('signed out'), undefined)
    // Its transaction has begun, and none can end before a task does.
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
    page.dispatch('pagehide')
    expect(origin.posted).toHaveLength(1)
    expect(await found).toMatchObject({ record: { value: 'signed out' } })
    await committing
  })

  test('a use whose connection the browser closed, and has yet to say so, uses a new one', async () => {
    const connections: IDBDatabase[] = []
    const open = (...database: Parameters<IDBFactory['open']>) => {
      const request = indexedDB.open(...database)
      request.addEventListener('success', () => connections.push(request.result))
      return request
    }
    const store = indexedDbStore({ name: newName(), page: fakePage({ indexedDB: { open } as IDBFactory }) })
    await store.commit('key', record('before'), undefined)
    connections[0]?.close()
    expect(await store.load('key')).toMatchObject({ record: { value: 'before' } })
    expect(connections).toHaveLength(2)
  })

  test('takes expired rows away now and then', async () => {
    const clock = simulatedClock()
    const { name, store } = create({ clock })
    const kept = (keepMs: number) => ({ value: 'x', keepUntilMs: clock.now() + keepMs })
    await store.commit('first', kept(10_000), undefined)
    for (const key of ['a', 'b', 'c']) await store.commit(key, kept(1000), undefined)
    await clock.advance(61_000)
    await store.commit('last', kept(10_000), undefined)
    const database = await raw(name)
    await expect.poll(() => database.getAllKeys('records')).toEqual(['last'])
  })
})

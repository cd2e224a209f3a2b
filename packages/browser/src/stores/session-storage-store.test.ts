import { simulatedClock, storeContract } from '@looker-auth/core/testing'
import { describe, expect, test } from 'vitest'
import { blockedStorage, fakeStorage } from '../../test/fake-page'
import { sessionStorageStore } from './session-storage-store'

const record = { value: 'a record', keepUntilMs: Date.now() + 3_600_000 }

describe('the TokenStore contract holds for sessionStorageStore', () => {
  const createStore = () => {
    const page = { sessionStorage: fakeStorage() }
    return { store: sessionStorageStore({ page }), other: sessionStorageStore({ page }) }
  }
  for (const { name, run } of storeContract({ createStore })) test.concurrent(name, run)
})

describe('sessionStorageStore', () => {
  test.each([
    'not JSON',
    'null',
    '7',
    '[]',
    '{}',
    '{"value":7,"keepUntilMs":1,"version":"x"}',
    '{"value":"x","keepUntilMs":"1","version":"x"}',
    '{"value":"x","keepUntilMs":99999999999999}',
  ])('takes the entry %s for an unreadable record, and writes over it', async text => {
    const sessionStorage = fakeStorage()
    sessionStorage.setItem('looker-auth:key', text)
    const store = sessionStorageStore({ page: { sessionStorage } })
    const found = await store.load('key')
    expect(found?.record.value).toBe('')
    expect(await store.commit('key', record, undefined)).toMatchObject({ record: { value: '' } })
    expect(await store.commit('key', record, found?.version)).toMatchObject({ record })
    expect(await store.load('key')).toMatchObject({ record })
  })

  test('takes an expired record away when it is asked for', async () => {
    const clock = simulatedClock()
    const sessionStorage = fakeStorage()
    const store = sessionStorageStore({ page: { sessionStorage }, clock })
    await store.commit('key', { value: 'short', keepUntilMs: clock.now() + 1000 }, undefined)
    await clock.advance(1001)
    expect(await store.load('key')).toBeUndefined()
    expect(sessionStorage).toHaveLength(0)
  })

  test('leaves what else the page keeps alone', async () => {
    const sessionStorage = fakeStorage()
    sessionStorage.setItem('key', "the page's own")
    const store = sessionStorageStore({ page: { sessionStorage } })
    await store.commit('key', record, undefined)
    expect(sessionStorage.getItem('key')).toBe("the page's own")
  })

  test.each([
    ['blocked', blockedStorage(), /Allow|allow site data/],
    ['not there', {}, /allow site data/],
    ['full', { sessionStorage: fakeStorage(10) }, /no room left/],
  ])('rejects with store_failed and the next step where storage is %s', async (_, page, message) => {
    const store = sessionStorageStore({ page })
    const failure = { code: 'store_failed', message: expect.stringMatching(message) }
    await expect(store.commit('key', record, undefined)).rejects.toMatchObject(failure)
  })
})

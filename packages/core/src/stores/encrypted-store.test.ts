import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../testing/simulated-clock.js'
import { storeContract } from '../testing/store-contract/store-contract.js'
import { decodeRecord } from '../tokens/token-record.js'
import { encryptedStore } from './encrypted-store.js'
import { memoryStore } from './memory-store.js'
import type { Stored, TokenStore } from './token-store.js'

const key = (fill: number) => new Uint8Array(32).fill(fill)
const current = { id: 'new', key: key(1) }
const previous = { id: 'old', key: key(2) }
const record = (value: string) => ({ value, keepUntilMs: Date.now() + 60_000 })

async function sealed(inner: TokenStore, name = 'a'): Promise<Stored> {
  const stored = await inner.load(name)
  if (stored === undefined) throw new Error('Nothing is stored.')
  return stored
}

describe('the TokenStore contract holds for an encrypted store over the memory store', () => {
  const clock = simulatedClock()
  const createStore = () => {
    const inner = memoryStore({ clock })
    return { store: encryptedStore(inner, { current }), other: encryptedStore(inner, { current }) }
  }
  for (const { name, run } of storeContract({ createStore, now: clock.now, pass: clock.advance }))
    it(name, run)
})

describe('an encrypted store', () => {
  it('shows the inner store nothing of the value, but how long to keep it', async () => {
    const inner = memoryStore()
    const next = record('canary-token')
    await encryptedStore(inner, { current }).commit('a', next, undefined)
    const stored = await sealed(inner)
    expect(stored.record.value).not.toContain('canary')
    expect(atob(stored.record.value.split('.').at(-1) ?? '')).not.toContain('canary')
    expect(stored.record.keepUntilMs).toBe(next.keepUntilMs)
  })

  it('never writes the same value as the same text', async () => {
    const inner = memoryStore()
    const store = encryptedStore(inner, { current })
    await store.commit('a', record('same'), undefined)
    await store.commit('b', record('same'), undefined)
    expect((await sealed(inner, 'a')).record.value).not.toBe((await sealed(inner, 'b')).record.value)
  })

  // @promise encrypted-store-rotates-keys
  it('reads records of an old key, and writes with the new one', async () => {
    const inner = memoryStore()
    await encryptedStore(inner, { current: previous }).commit('a', record('first'), undefined)
    const rotated = encryptedStore(inner, { current, previous: [previous] })
    const first = await rotated.load('a')
    expect(first?.record.value).toBe('first')
    await rotated.commit('a', record('second'), first?.version)
    expect((await encryptedStore(inner, { current }).load('a'))?.record.value).toBe('second')
  })

  it('takes a key of Web Crypto as well as its bytes', async () => {
    const inner = memoryStore()
    const made = await crypto.subtle.importKey('raw', current.key, 'AES-GCM', false, ['encrypt', 'decrypt'])
    await encryptedStore(inner, { current: { id: 'new', key: made } }).commit('a', record('first'), undefined)
    expect((await encryptedStore(inner, { current }).load('a'))?.record.value).toBe('first')
  })

  it('shows a commit that lost what is stored, decrypted', async () => {
    const store = encryptedStore(memoryStore(), { current })
    const first = await store.commit('a', record('first'), undefined)
    expect(await store.commit('a', record('second'), undefined)).toEqual(first)
  })

  const spoilt: [string, (inner: TokenStore, stored: Stored) => Promise<unknown>][] = [
    ['of another key', inner => rewrite(inner, value => value.replace('.new.', '.other.'))],
    ['that says another known key', inner => rewrite(inner, value => value.replace('.new.', '.old.'))],
    ['with one bit turned', inner => rewrite(inner, value => turned(value, value.length - 6))],
    ['with another nonce', inner => rewrite(inner, value => turned(value, value.indexOf('.new.') + 6))],
    ['that was never encrypted', inner => rewrite(inner, () => '{"v":1,"kind":"signed_out","id":"x"}')],
    ['that is empty', inner => rewrite(inner, () => '')],
    ['that is not base64', inner => rewrite(inner, value => value.replace(/\.[^.]*$/, '.%%%'))],
    ['with a part too many', inner => rewrite(inner, value => `${value}.x`)],
    [
      'that is to be kept for longer',
      (inner, { record: { value, keepUntilMs }, version }) =>
        inner.commit('a', { value, keepUntilMs: keepUntilMs + 1 }, version),
    ],
    ['moved from another key', (inner, stored) => inner.commit('b', stored.record, undefined)],
  ]

  it.each(spoilt)('takes a record %s for an unreadable one, and commits over it', async (name, spoil) => {
    const inner = memoryStore()
    const store = encryptedStore(inner, { current, previous: [previous] })
    await store.commit('a', record('first'), undefined)
    await spoil(inner, await sealed(inner))
    const at = name.startsWith('moved') ? 'b' : 'a'
    const bad = await store.load(at)
    expect(bad?.record.value).toBe('')
    expect(decodeRecord('', undefined)).toBe('unreadable')
    expect(await store.commit(at, record('second'), undefined)).toEqual(bad)
    const mended = await store.commit(at, record('second'), bad?.version)
    expect(mended.record.value).toBe('second')
    expect(await store.load(at)).toEqual(mended)
  })

  it('takes every shortened record for an unreadable one', async () => {
    const inner = memoryStore()
    const store = encryptedStore(inner, { current })
    await store.commit('a', record('first'), undefined)
    const { value } = (await sealed(inner)).record
    for (let length = 0; length < value.length; length++) {
      await rewrite(inner, () => value.slice(0, length))
      expect((await store.load('a'))?.record.value, `after ${length} characters`).toBe('')
    }
  })

  it('watches where the inner store does, and only there', () => {
    const { load, commit } = memoryStore()
    expect(encryptedStore({ load, commit }, { current })).not.toHaveProperty('watch')
    expect(encryptedStore(memoryStore(), { current }).watch).toBeTypeOf('function')
  })

  it.each([
    ['an empty id', { current: { id: '', key: key(1) } }, 'key id ""'],
    ['a key that is too short', { current: { id: 'a', key: new Uint8Array(16) } }, '16 bytes'],
    ['a key of zeros', { current: { id: 'a', key: new Uint8Array(32) } }, 'all zeros'],
    ['one id twice', { current, previous: [{ id: 'new', key: key(3) }] }, 'Two encryption keys'],
  ])('refuses %s at once, without showing the key', (_, keys, message) => {
    expect(() => encryptedStore(memoryStore(), keys)).toThrow(message)
    expect(() => encryptedStore(memoryStore(), keys)).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    )
  })

  type Uses = ('sign' | 'encrypt' | 'decrypt')[]
  it.each<[string, string | { name: string; hash: string }, number, Uses]>([
    ['for something else', { name: 'HMAC', hash: 'SHA-256' }, 32, ['sign']],
    ['that cannot encrypt', 'AES-GCM', 32, ['decrypt']],
    ['that cannot decrypt', 'AES-GCM', 32, ['encrypt']],
    ['of 128 bits', 'AES-GCM', 16, ['encrypt', 'decrypt']],
  ])('refuses a key of Web Crypto %s', async (_, algorithm, bytes, uses) => {
    const made = await crypto.subtle.importKey('raw', new Uint8Array(bytes), algorithm, false, uses)
    expect(() => encryptedStore(memoryStore(), { current: { id: 'a', key: made } })).toThrow(
      'not an AES-GCM key of 256 bits for encrypt and decrypt',
    )
  })

  it('does not show its keys', () => {
    const secret = new TextEncoder().encode('canary-canary-canary-canary-1234')
    const store = encryptedStore(memoryStore(), { current: { id: 'a', key: secret } })
    expect(inspect(store, { depth: 9, showHidden: true })).not.toMatch(/canary|99,\s*97,\s*110/)
    expect(JSON.stringify(store)).toBe('{}')
  })
})

async function rewrite(inner: TokenStore, change: (value: string) => string): Promise<void> {
  const { record, version } = await sealed(inner)
  await inner.commit('a', { ...record, value: change(record.value) }, version)
}

function turned(text: string, index: number): string {
  return text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1)
}

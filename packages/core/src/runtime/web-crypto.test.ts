import { afterEach, expect, it, vi } from 'vitest'
import { codeChallengeOf } from '../oauth/pkce.js'
import { encryptedStore } from '../stores/encrypted-store.js'
import { memoryStore } from '../stores/memory-store.js'
import { sha256 } from './sha256.js'

afterEach(() => vi.unstubAllGlobals())

const store = () => encryptedStore(memoryStore(), { current: { id: 'a', key: new Uint8Array(32).fill(7) } })

it.each([
  ['a store key', () => sha256('text')],
  ['a code challenge', () => codeChallengeOf('verifier')],
  [
    'an encrypted record',
    () => store().commit('key', { value: 'x', keepUntilMs: Date.now() + 1000 }, undefined),
  ],
])(
  'on an http page of a network, where the browser gives no crypto.subtle, %s is configuration',
  async (_, work) => {
    const { getRandomValues } = globalThis.crypto
    vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(globalThis.crypto) })
    await expect(work()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('secure context (https or localhost)'),
    })
  },
)

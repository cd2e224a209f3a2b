import { type Random, systemRandom } from '../runtime/random.js'
import { type EncryptionKeys, keyRing } from './encryption-keys.js'
import { open, seal } from './envelope.js'
import type { Stored, TokenStore } from './token-store.js'

/**
 * A store that encrypts what another one keeps: AES-256-GCM by Web Crypto, bound to the key it is stored under and to the time until which it
 * is kept. The inner store still sees the record's key (a hash), its version and that time. It can answer an older record that it kept.
 *
 * A record that was changed, moved, written without encryption or with a key that is not given counts as unreadable: the
 * session reports `record_set_aside`, signs in and writes over it.
 *
 * To rotate, give the new key as `current` and the old one in `previous`; take the old one away when the tokens written
 * with it have expired. Processes that lack the new key set its records aside, so hand it to all of them in `previous` first.
 *
 * @throws AuthError `configuration` for keys that cannot work.
 * @example
 * ```ts
 * import { encryptedStore, memoryStore } from '@looker-auth/core'
 *
 * const key = crypto.getRandomValues(new Uint8Array(32)) // in earnest: from a secret manager
 * const store = encryptedStore(memoryStore(), { current: { id: '2026-01', key } })
 * ```
 */
export function encryptedStore(
  inner: TokenStore,
  keys: EncryptionKeys,
  { random = systemRandom() }: { readonly random?: Random | undefined } = {},
): TokenStore {
  const ring = keyRing(keys)

  // No record is the empty text: sessions take it for an unreadable one.
  const opened = async (key: string, { record, version }: Stored): Promise<Stored> => {
    const { keepUntilMs } = record
    const place = { storeKey: key, keepUntilMs: Math.ceil(keepUntilMs) }
    const value = (await open(record.value, place, ring)) ?? ''
    return { record: { value, keepUntilMs }, version }
  }

  return {
    async load(key) {
      const stored = await inner.load(key)
      return stored === undefined ? undefined : opened(key, stored)
    },
    async commit(key, { value, keepUntilMs: untilMs }, expectedVersion) {
      // Whole, because a store may keep no fractions.
      const keepUntilMs = Math.ceil(untilMs)
      const sealed = await seal(value, { storeKey: key, keepUntilMs }, ring, random)
      return opened(key, await inner.commit(key, { value: sealed, keepUntilMs }, expectedVersion))
    },
    ...(inner.watch !== undefined && {
      watch: (key: string, listener: () => void) => inner.watch?.(key, listener) ?? (() => {}),
    }),
    ...(inner.copyable !== undefined && { copyable: inner.copyable }),
  }
}

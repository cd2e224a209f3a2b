import { AuthError } from '../errors/auth-error.js'
import { webCrypto } from '../runtime/web-crypto.js'

/** A key of Web Crypto, as every runtime types it. */
export type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** A key and the name under which records refer to it. */
export interface EncryptionKey {
  /** 1 to 64 letters, digits, `-` and `_`. Not secret: it stands in every record. A new key needs a new id. */
  readonly id: string
  /** 32 random bytes, or an AES-GCM key of Web Crypto of 256 bits for `encrypt` (unless it is a previous one) and `decrypt`. */
  readonly key: Uint8Array | WebCryptoKey
}

/** The keys of an `encryptedStore`. */
export interface EncryptionKeys {
  /** Every record is written with it. */
  readonly current: EncryptionKey
  /** Records written with these are still read. */
  readonly previous?: readonly EncryptionKey[] | undefined
}

/** The keys by id, ready for use. Raw ones are imported when first needed. */
export interface KeyRing {
  readonly currentId: string
  find(id: string): Promise<WebCryptoKey> | undefined
}

/** @throws AuthError `configuration` for keys that cannot work. */
export function keyRing({ current, previous = [] }: EncryptionKeys): KeyRing {
  const keys = new Map<string, () => Promise<WebCryptoKey>>()
  for (const { id, key } of [current, ...previous]) {
    if (!/^[\w-]{1,64}$/.test(id)) {
      throw wrong(`The key id ${JSON.stringify(id)} is not 1 to 64 letters, digits, "-" and "_".`)
    }
    if (keys.has(id)) throw wrong(`Two encryption keys have the id "${id}".`)
    keys.set(
      id,
      key instanceof Uint8Array ? importer(id, key) : always(checked(id, key, key === current.key)),
    )
  }
  return { currentId: current.id, find: id => keys.get(id)?.() }
}

function importer(id: string, bytes: Uint8Array): () => Promise<WebCryptoKey> {
  if (bytes.length !== 32) throw wrong(`The encryption key "${id}" has ${bytes.length} bytes.`)
  if (bytes.every(byte => byte === 0))
    throw wrong(`The encryption key "${id}" is all zeros: nothing was written into it.`)
  // A copy: the caller may wipe or reuse its own.
  const raw = new Uint8Array(bytes)
  let imported: Promise<WebCryptoKey> | undefined
  return () => {
    imported ??= webCrypto().importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
    return imported
  }
}

function checked(id: string, key: WebCryptoKey, writes: boolean): WebCryptoKey {
  const uses = key?.usages ?? []
  const fits = key?.algorithm?.name === 'AES-GCM' && (key.algorithm as { length?: unknown }).length === 256
  if (!fits || !uses.includes('decrypt') || (writes && !uses.includes('encrypt'))) {
    throw wrong(`The encryption key "${id}" is not an AES-GCM key of 256 bits for encrypt and decrypt.`)
  }
  return key
}

function always(key: WebCryptoKey): () => Promise<WebCryptoKey> {
  return () => Promise.resolve(key)
}

function wrong(message: string): AuthError {
  return new AuthError('configuration', {
    message,
    hint: 'Give each key an id of its own, and 32 random bytes or an AES-GCM key of Web Crypto of 256 bits.',
  })
}

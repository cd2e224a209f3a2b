import type { Random } from '../runtime/random.js'
import type { KeyRing } from './encryption-keys.js'

const prefix = 'looker-auth-aes256gcm-1'
const ivLength = 12

/**
 * Encrypts a value for one store key: AES-GCM with a random nonce of 96 bits (NIST SP 800-38D, 8.2.2). The store key is
 * authenticated with it, so that a record moved to another key is noticed.
 */
export async function seal(value: string, storeKey: string, keys: KeyRing, random: Random): Promise<string> {
  const key = await keys.find(keys.currentId)
  if (key === undefined) throw new Error('The key ring lacks its current key.')
  const iv = new Uint8Array(random.bytes(ivLength))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: bytesOf(storeKey) },
    key,
    bytesOf(value),
  )
  return [prefix, keys.currentId, toBase64(iv), toBase64(new Uint8Array(sealed))].join('.')
}

/** The value in the envelope; undefined when it is none, was changed or moved, or its key is not known. */
export async function open(envelope: string, storeKey: string, keys: KeyRing): Promise<string | undefined> {
  const [format, id = '', iv = '', sealed = '', ...rest] = envelope.split('.')
  if (format !== prefix || rest.length > 0) return undefined
  const key = await keys.find(id)
  if (key === undefined) return undefined
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: fromBase64(iv), additionalData: bytesOf(storeKey) },
      key,
      fromBase64(sealed),
    )
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain)
  } catch {
    return undefined
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text))
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), character => character.charCodeAt(0))
}

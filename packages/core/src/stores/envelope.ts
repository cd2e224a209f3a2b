import type { Random } from '../runtime/random.js'
import { webCrypto } from '../runtime/web-crypto.js'
import type { KeyRing } from './encryption-keys.js'

const prefix = 'looker-auth-aes256gcm-2'
const ivLength = 12

/** Where a value belongs. It is authenticated with the value, so that a record that was moved, or is kept for longer, is noticed. */
export interface Place {
  readonly storeKey: string
  /** A whole number. */
  readonly keepUntilMs: number
}

/** Encrypts a value for one place: AES-GCM with a random nonce of 96 bits (NIST SP 800-38D, 8.2.2). */
export async function seal(value: string, place: Place, keys: KeyRing, random: Random): Promise<string> {
  const key = await keys.find(keys.currentId)
  if (key === undefined) throw new Error('The key ring lacks its current key.')
  const iv = new Uint8Array(random.bytes(ivLength))
  const sealed = await webCrypto().encrypt(
    { name: 'AES-GCM', iv, additionalData: bytesOfPlace(place) },
    key,
    bytesOf(value),
  )
  return [prefix, keys.currentId, toBase64(iv), toBase64(new Uint8Array(sealed))].join('.')
}

/** The value in the envelope; undefined when it is none, was changed or moved, or its key is not known. */
export async function open(envelope: string, place: Place, keys: KeyRing): Promise<string | undefined> {
  const [format, id = '', iv = '', sealed = '', ...rest] = envelope.split('.')
  if (format !== prefix || rest.length > 0) return undefined
  const key = await keys.find(id)
  if (key === undefined) return undefined
  const subtle = webCrypto()
  try {
    const plain = await subtle.decrypt(
      { name: 'AES-GCM', iv: fromBase64(iv), additionalData: bytesOfPlace(place) },
      key,
      fromBase64(sealed),
    )
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain)
  } catch {
    return undefined
  }
}

function bytesOfPlace({ storeKey, keepUntilMs }: Place): Uint8Array<ArrayBuffer> {
  return bytesOf(JSON.stringify([storeKey, keepUntilMs]))
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

import type { Random } from '../runtime/random.js'
import { webCrypto } from '../runtime/web-crypto.js'

/** Looker takes a base64 verifier whose length is a power of two for hexadecimal; that of 33 bytes has 44 characters. */
const verifierBytes = 33
const stateBytes = 24

/** A code verifier (RFC 7636 4.1). */
export function newCodeVerifier(random: Random): string {
  return base64Url(random.bytes(verifierBytes))
}

/** A `state` that cannot be guessed (RFC 6749 10.12). */
export function newState(random: Random): string {
  return base64Url(random.bytes(stateBytes))
}

/** The verifier's S256 challenge (RFC 7636 4.2). */
export async function codeChallengeOf(verifier: string): Promise<string> {
  const hash = await webCrypto().digest('SHA-256', new TextEncoder().encode(verifier))
  return base64Url(new Uint8Array(hash))
}

function base64Url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

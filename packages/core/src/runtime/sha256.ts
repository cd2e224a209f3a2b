import { webCrypto } from './web-crypto.js'

/** SHA-256 of the text, in hexadecimal. */
export async function sha256(text: string): Promise<string> {
  const hash = await webCrypto().digest('SHA-256', new TextEncoder().encode(text))
  return hexOf(new Uint8Array(hash))
}

/** Bytes in hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

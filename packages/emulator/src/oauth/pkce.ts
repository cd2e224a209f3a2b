import { sha256Base64 } from '../seams/sha256'

// Of base64 and base64url.
const BASE64 = /^[A-Za-z0-9+/_=-]+$/

const isPowerOfTwo = (number: number): boolean => (number & (number - 1)) === 0

/** As Ruby's `pack('H*')` reads a digit, which takes what is no hex as well. */
function nibble(character: string): number {
  const code = character.charCodeAt(0)
  return (/[a-z]/i.test(character) ? (code & 7) + 9 : code) & 15
}

function bytesOfHex(text: string): Uint8Array<ArrayBuffer> {
  const pairs = text.match(/.{1,2}/g) ?? []
  return Uint8Array.from(pairs, ([high = '0', low = '0']) => nibble(high) * 16 + nibble(low))
}

/**
 * Whether the server reads a verifier as hexadecimal: base64 whose length is a power of two (64 or 128 characters). A client that follows RFC 7636 is
 * then refused.
 */
const isReadAsHex = (verifier: string): boolean => BASE64.test(verifier) && isPowerOfTwo(verifier.length)

/** A challenge without its padding, which the official JavaScript SDK sends. */
function withoutPadding(challenge: string): string {
  let end = challenge.length
  while (challenge[end - 1] === '=') end--
  return challenge.slice(0, end)
}

const base64Url = (base64: string): string => withoutPadding(base64.replaceAll('+', '-').replaceAll('/', '_'))

/** The S256 challenge of a verifier, in base64url without padding. With `allowsHex`, some verifiers are read as hexadecimal. */
export async function challengeOf(verifier: string, allowsHex: boolean): Promise<string> {
  const bytes = allowsHex && isReadAsHex(verifier) ? bytesOfHex(verifier) : new TextEncoder().encode(verifier)
  return base64Url(await sha256Base64(bytes))
}

const BASE64URL_CHALLENGE = /^[A-Za-z0-9_-]{43}=?$/
const HEX_CHALLENGE = /^[0-9a-f]{64}$/i

/** A challenge as `challengeOf` writes it, from base64url or, where that is allowed, from hexadecimal; undefined when it is neither. */
export function readChallenge(text: string, allowsHex: boolean): string | undefined {
  if (BASE64URL_CHALLENGE.test(text)) return withoutPadding(text)
  if (!allowsHex || !HEX_CHALLENGE.test(text)) return undefined
  return base64Url(btoa(String.fromCharCode(...bytesOfHex(text))))
}

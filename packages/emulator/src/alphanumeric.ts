/** Gives that many random bytes. */
export type RandomBytes = (byteCount: number) => Uint8Array

export const platformRandom: RandomBytes = byteCount => crypto.getRandomValues(new Uint8Array(byteCount))

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits from random bytes. Slightly uneven, which is of no matter for tokens that guard nothing. */
export function alphanumeric(random: RandomBytes, length: number): string {
  let text = ''
  for (const byte of random(length)) text += ALPHABET[byte % ALPHABET.length]
  return text
}

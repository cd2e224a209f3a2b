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

/** Letters and digits that are not taken yet. */
export function unusedAlphanumeric(
  random: RandomBytes,
  length: number,
  isTaken: (text: string) => boolean,
): string {
  for (let attempt = 0; attempt < 100; attempt++) {
    const text = alphanumeric(random, length)
    if (!isTaken(text)) return text
  }
  throw new Error('The random source given to the emulator repeats itself')
}

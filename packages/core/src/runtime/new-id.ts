import type { Random } from './random.js'
import { hexOf } from './sha256.js'

/** A new id: 12 random bytes in hexadecimal. */
export function newId(random: Random): string {
  return hexOf(random.bytes(12))
}

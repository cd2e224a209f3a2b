import type { Random } from '@looker-auth/core'

/** A version that was never used, and will not be. */
export function newVersion(random: Random): string {
  return Array.from(random.bytes(16), byte => byte.toString(16).padStart(2, '0')).join('')
}

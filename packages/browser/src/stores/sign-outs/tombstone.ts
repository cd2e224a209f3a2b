import type { Random } from '@looker-auth/core'
import { newVersion } from '../new-version.js'

/** For a sign-out of which nothing is known but that it happened. */
export function newTombstone(random: Random): string {
  return JSON.stringify({ v: 1, kind: 'signed_out', id: newVersion(random) })
}

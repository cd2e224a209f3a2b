import type { Random } from '@looker-auth/core'
import { fieldsOf } from '../json-fields.js'
import { newVersion } from '../new-version.js'

/** Whether a stored value is core's record of a sign-out. It holds no token. */
export function isTombstone(value: string): boolean {
  return fieldsOf(value).kind === 'signed_out'
}

/** For a sign-out of which nothing is known but that it happened. */
export function newTombstone(random: Random): string {
  return JSON.stringify({ v: 1, kind: 'signed_out', id: newVersion(random) })
}

import { parseJson } from '../protocol/answers/access-token.js'
import { newId } from '../runtime/new-id.js'
import type { Random } from '../runtime/random.js'
import { anyone, decodeRecord, encodeRecord } from './token-record.js'

/** Whether a stored value is the record of a sign-out. It holds no token. */
export function isTombstone(value: string): boolean {
  return fieldsOf(value).kind === 'signed_out'
}

/** The user of a stored value, where it says so. */
export function subjectOfRecord(value: string): string | undefined {
  const { subject } = fieldsOf(value)
  return typeof subject === 'string' ? subject : undefined
}

/** A tombstone for a sign-out of which nothing is known but that it happened. For stores that share sign-outs and no tokens. */
export function newTombstone(random: Random): string {
  return encodeRecord({ kind: 'signed_out', id: newId(random), epoch: 0, ended: [] })
}

/** The tombstone of another record, so that it ends the sign-in of this one. For stores that share sign-outs and no tokens. */
export function tombstoneOver(tombstone: string, record: string): string {
  const [ending, ended] = [decodeRecord(tombstone, anyone), decodeRecord(record, anyone)]
  if (typeof ending === 'string' || ending.kind !== 'signed_out' || typeof ended === 'string')
    return tombstone
  return encodeRecord({ ...ending, epoch: Math.max(ending.epoch, ended.epoch) })
}

function fieldsOf(value: string): Partial<Record<string, unknown>> {
  const fields = parseJson(value)
  return typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>) : {}
}

import type { Stored, StoredRecord } from '@looker-auth/core'
import { fieldsOf } from '../json-fields.js'

/** A record of this tab, and the sign-outs that were noted when it was committed. */
export interface OwnRecord extends Stored {
  /** The tombstones, as text. */
  readonly after: readonly string[]
}

/** The record as the inner store keeps it: in one piece with the sign-outs, so that neither is there without the other. */
export function wrapped({ value, keepUntilMs }: StoredRecord, after: readonly string[]): StoredRecord {
  return { value: JSON.stringify({ value, after }), keepUntilMs }
}

/** The record in what the inner store keeps. What is none of ours is the empty text: sessions take it for an unreadable one. */
export function unwrapped({ record, version }: Stored): OwnRecord {
  const { value, after } = fieldsOf(record.value)
  return {
    record: { value: typeof value === 'string' ? value : '', keepUntilMs: record.keepUntilMs },
    version,
    after: Array.isArray(after) ? after : [],
  }
}

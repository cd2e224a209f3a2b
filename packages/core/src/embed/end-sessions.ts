import type { Ended } from '../session/revocation/logout.js'
import type { EmbedWorld } from './embed-world.js'
import { type EmbedRecord, ended, without } from './record/embed-record.js'

/**
 * Ends all embed sessions of an application session: also those that a store knows which cannot be written.
 *
 * @returns How many there were, and how many are dead.
 * @throws AuthError `store_failed`, or what naming the service account throws.
 */
export async function endAll(world: EmbedWorld, recordKey: string): Promise<Ended> {
  const { records, clock } = world
  let failure: { readonly error: unknown } | undefined
  const record = await records
    .change(recordKey, stored => ended(stored, clock.now()))
    .catch(async error => {
      failure = { error }
      return ended((await records.load(recordKey)).record, clock.now())
    })
  const result = await endSessions(world, recordKey, record)
  if (failure !== undefined) throw failure.error
  return result
}

/**
 * Ends at Looker the sessions of a record that are over. Those that may live stay in the record until their end.
 *
 * @returns How many there were, and how many are dead.
 * @throws AuthError: what naming the service account throws.
 */
export async function endSessions(world: EmbedWorld, recordKey: string, record: EmbedRecord): Promise<Ended> {
  const { calls, records, clock, report } = world
  const over = record.sessions.filter(one => one.over && one.endsAtMs > clock.now())
  if (over.length === 0) return { known: 0, dead: 0 }
  const accountHash = await world.accountHash()
  const deadline = calls.deadline()
  const ends = over.map(async one => {
    try {
      // Looker does not know it where other credentials made it: then it may live.
      const isDead = (await calls.end(one.reference, deadline)) || one.accountHash === accountHash
      return isDead ? [one.reference] : []
    } catch (error) {
      report(error)
      return []
    }
  })
  const dead = new Set((await Promise.all(ends)).flat())
  await records
    .change(recordKey, stored => (dead.size === 0 ? undefined : without(stored, dead)))
    .catch(report)
  return { known: over.length, dead: dead.size }
}

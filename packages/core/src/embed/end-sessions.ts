import type { Ended } from '../session/revocation/logout.js'
import type { EmbedWorld } from './embed-world.js'
import { without } from './record/embed-record.js'

/** The sessions of one record are ended at Looker within so many milliseconds, or not now. */
const longestEndingMs = 10_000

/**
 * Ends at Looker the sessions of a record that are over. Those that may live stay in the record until their end.
 *
 * @returns How many there were, and how many are dead.
 * @throws AuthError `store_failed`, or what naming the service account throws.
 */
export async function endSessions(world: EmbedWorld, name: string): Promise<Ended> {
  const { calls, records, clock, report } = world
  const loaded = await records.load(name)
  const over = loaded.record.sessions.filter(one => one.over && one.endsAtMs > clock.now())
  if (over.length === 0) return { known: 0, dead: 0 }
  const account = await world.account()
  const deadline = calls.deadline(longestEndingMs)
  const ends = over.map(async one => {
    try {
      // Looker does not know it where other credentials made it: then it may live.
      const isDead = (await calls.end(one.reference, deadline)) || one.account === account
      return isDead ? [one.reference] : []
    } catch (error) {
      report(error)
      return []
    }
  })
  const dead = new Set((await Promise.all(ends)).flat())
  await records.change(name, record => (dead.size === 0 ? undefined : without(record, dead))).catch(report)
  return { known: over.length, dead: dead.size }
}

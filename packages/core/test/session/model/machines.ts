import type { Arena } from './arena.js'

/** A machine falls asleep; calls under way go on when it wakes up. */
export function sleep({ timeline, troubles, underWay }: Arena, machine: number): void {
  const sleeper = timeline.machines[machine]
  for (const party of troubles.parties) {
    if (party.machine !== sleeper || sleeper.asleep) continue
    // The application's server is in the middle of what its pages asked it for: no promise says what leaves in the moment of waking up.
    const served = troubles.parties.filter(page => page === party || page.service?.() === party)
    party.dazed = [...underWay].some(work => served.some(({ name }) => work.includes(`of ${name}/`)))
  }
  sleeper?.sleep()
}

/** A machine's wall clock is set. */
export function jump({ timeline, troubles }: Arena, machine: number, ms: number): void {
  const jumper = timeline.machines[machine]
  if (jumper !== undefined) jumper.wallOffsetMs += ms
  for (const party of troubles.parties) if (party.machine === jumper && ms < 0) party.dazed = true
}

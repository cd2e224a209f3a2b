import type { Arena } from './arena.js'

/** A machine falls asleep; calls under way go on when it wakes up. */
export function sleep({ timeline, troubles, underWay }: Arena, machine: number): void {
  const sleeper = timeline.machines[machine]
  for (const party of troubles.parties) {
    if (party.machine !== sleeper || sleeper.asleep) continue
    party.dazed = [...underWay].some(work => work.includes(`of ${party.name}/`))
  }
  sleeper?.sleep()
}

/** A machine's wall clock is set. */
export function jump({ timeline, troubles }: Arena, machine: number, ms: number): void {
  const jumper = timeline.machines[machine]
  if (jumper !== undefined) jumper.wallOffsetMs += ms
  for (const party of troubles.parties) if (party.machine === jumper && ms < 0) party.dazed = true
}

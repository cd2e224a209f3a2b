import type { Arena } from './arena.js'
import { adminId } from './fake-looker.js'
import type { Setup } from './steps.js'

/** After a history: disturbances end, time passes, and then everybody is served again, twice, the second time for nothing. */
export async function checkSteady(arena: Arena, settle: (arena: Arena) => Promise<void>): Promise<void> {
  const { timeline, ledger, families } = arena
  for (const { faults, party } of families) {
    faults.splice(0)
    party.machine.wallOffsetMs = 0
  }
  await timeline.advance(200_000)
  for (const { party } of families) party.disturbedMs.splice(0)
  await callAll(arena, settle)
  await timeline.advance(500)
  await callAll(arena, settle)
  const before = new Map(ledger.logins)
  await timeline.advance(500)
  await callAll(arena, settle)
  for (const [who, count] of ledger.logins)
    if (count !== before.get(who)) ledger.violated(`${who} was signed in again without need`)
}

/** Each seat in turn. Who is signed out is refused: the ledger sees to it. */
async function callAll(arena: Arena, settle: (arena: Arena) => Promise<void>): Promise<void> {
  for (const { seat, family } of arena.seats()) {
    void arena.call(family, seat.subject, 'fetch')
    await settle(arena)
  }
}

/** No user was signed in more often than something made it needful. */
export function checkLogins(arena: Arena, { locked, families, lifetimeMs }: Setup): void {
  const { ledger, timeline } = arena
  const expiries = 3 + Math.floor(timeline.trueMs / (lifetimeMs * 0.75))
  for (const [who, count] of ledger.logins) {
    const [group = '', subject = ''] = who.split(':')
    const sharers = group === 'shared' ? families.filter(({ shared }) => shared).length : 1
    const own = expiries + (ledger.causes.get(who) ?? 0)
    const admins = subject === adminId ? 0 : expiries + (ledger.causes.get(`${group}:${adminId}`) ?? 0)
    const undisturbed = locked && own === expiries && admins === (subject === adminId ? 0 : expiries)
    const most = (own + admins) * (undisturbed ? 1 : sharers)
    if (count > most) ledger.violated(`${count} logins of ${who}, where ${most} were needed`)
  }
}

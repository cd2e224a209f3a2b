import type { Arena } from './arena.js'
import { adminId, applicationUserId } from './fake-looker.js'
import { hourMs } from './steps.js'
import { forgets } from './troubles.js'

/** After a history: disturbances end, time passes, and then everybody is served again, twice, the second time for nothing. */
export async function checkSteady(arena: Arena, settle: (arena: Arena) => Promise<void>): Promise<void> {
  const { timeline, ledger, families, looker } = arena
  for (const { faults, party } of families) {
    faults.splice(0)
    party.machine.wallOffsetMs = 0
  }
  await timeline.advance(200_000)
  for (const { party } of families) party.disturbedMs.splice(0)
  const startedMs = timeline.trueMs
  await callAll(arena, settle)
  await timeline.advance(500)
  await callAll(arena, settle)
  const before = new Map(ledger.logins)
  await timeline.advance(500)
  await callAll(arena, settle)
  // A token is renewed in the last quarter of its lifetime.
  if (timeline.trueMs - startedMs >= looker.lifetimeMs * 0.75) return
  for (const [who, count] of ledger.logins)
    if (count !== before.get(who) && !mayRenew(arena, who))
      ledger.violated(`${who} was signed in again without need`)
}

/**
 * Whether it may need another token just then: it was forgotten, or the backend gave one that had not long to live. Who was
 * forgotten may also have read a token back that was due, which the next use renews.
 */
function mayRenew({ troubles, looker, timeline }: Arena, who: string): boolean {
  const mayBeDue = timeline.trueMs >= looker.lifetimeMs * 0.75
  return troubles.parties.some(
    party =>
      who.startsWith(`${party.group}:`) &&
      (forgets(party) ||
        (party.maxSessions !== undefined && mayBeDue) ||
        (party.kind === 'backend' && looker.lifetimeMs < hourMs)),
  )
}

/** Each seat in turn. Who is signed out is refused: the ledger sees to it. */
async function callAll(arena: Arena, settle: (arena: Arena) => Promise<void>): Promise<void> {
  for (const { seat, family } of arena.seats()) {
    void arena.call(family, seat.subject, 'fetch')
    await settle(arena)
  }
}

/** No user was signed in more often than something made it needful. */
export function checkLogins({ ledger, timeline, looker, troubles }: Arena, locked: boolean): void {
  for (const [who, count] of ledger.logins) {
    const [group = '', subject = ''] = who.split(':')
    const sharing = troubles.parties.filter(party => party.group === group)
    const sharers = sharing.length
    const isPage = sharing.some(({ kind }) => kind === 'backend')
    // The application's own sessions are judged by what their pages ask for.
    if (!isPage && subject === applicationUserId) continue
    // What a page gets may have lived for long.
    const lifetimeMs = looker.lifetimeMs / (isPage ? 3 : 1)
    const expiries = 3 + Math.floor(timeline.trueMs / (lifetimeMs * 0.75))
    const own = expiries + (ledger.causes.get(who) ?? 0)
    const admins = subject === adminId ? 0 : expiries + (ledger.causes.get(`${group}:${adminId}`) ?? 0)
    const undisturbed = locked && own === expiries && admins === (subject === adminId ? 0 : expiries)
    const most = (own + admins) * (undisturbed ? 1 : sharers)
    if (count > most) ledger.violated(`${count} logins of ${who}, where ${most} were needed`)
  }
}

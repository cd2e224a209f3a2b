import { AuthError, type AuthErrorCode } from '../product.js'
import { barMs, type Call, echoMs, recently } from './call.js'
import type { Ledger } from './ledger.js'
import type { Party, Seat } from './party.js'
import { excusesPerson } from './person-outcomes.js'

/** How it ended: with a token, with an answer that names a user, or with an error. */
export type Outcome =
  | { readonly token: string }
  | { readonly status: number; readonly id: string | undefined }
  | { readonly error: unknown }

const disturbances: ReadonlySet<AuthErrorCode> = new Set<AuthErrorCode>([
  'network',
  'timeout',
  'rate_limited',
  'unavailable',
  'malformed_response',
  'not_looker_api',
])

/** What is wrong with the outcome; undefined where the promises allow it. */
export function judgeOutcome(ledger: Ledger, call: Call, outcome: Outcome): string | undefined {
  const { seat } = call
  if ('error' in outcome) return judgeError(ledger, call, outcome.error)
  if (call.closed) return 'it succeeded although closed'
  if (call.refused && signInsOf(seat) === call.signIns) return 'it succeeded although signed out'
  if ('token' in outcome) {
    const issued = ledger.looker.issued.get(outcome.token)
    return issued?.subject === seat.subject ? undefined : `it got a token of user ${issued?.subject}`
  }
  if (outcome.status === 200)
    return outcome.id === seat.subject ? undefined : `it was answered as ${outcome.id}`
  const { killedMs, disturbedMs } = seat.party
  const killed = recently(seat, killedMs, barMs) || sawSignOut(ledger, call)
  // Where the clock was set back in the same sleep, neither clock shows that the tokens expired meanwhile.
  const { wokeMs, wallOffsetMs } = seat.party.machine
  if (outcome.status === 401 && call.startMs < wokeMs && wallOffsetMs < 0) return undefined
  // The call is sent twice: where two sign-ins replaced the one before, both are answered so.
  if (outcome.status === 401 && ledger.signInsSince(seat.party.group, call.startMs) > 1) return undefined
  // While a renewal failed not long ago, no other one is tried: the 401 is the caller's.
  if (outcome.status === 401 && (killed || recently(seat, disturbedMs, echoMs))) return undefined
  // Where the person has to sign in again, no renewal is tried either.
  const mustSignIn = seat.party.kind !== 'api_key' && excusesPerson(ledger, call, 'sign_in_required')
  if (outcome.status === 401 && mustSignIn) return undefined
  return `it got a ${outcome.status}`
}

function judgeError(ledger: Ledger, call: Call, error: unknown): string | undefined {
  const { seat } = call
  if (call.reason !== undefined && error === call.reason) return undefined
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return recently(seat, seat.party.disturbedMs, echoMs) ? undefined : 'it timed out'
  if (!AuthError.is(error)) return `it failed with ${String(error)}`
  if (seat.party.kind !== 'api_key' && excusesPerson(ledger, call, error.code)) return undefined
  if (error.code === 'signed_out')
    return call.refused || sawSignOut(ledger, call) ? undefined : 'it was signed_out'
  if (error.code === 'closed') return seat.party.closed ? undefined : 'it was closed'
  if (disturbances.has(error.code) && isDisturbed(seat.party)) return undefined
  if (error.code === 'unavailable' && sawSignOut(ledger, call)) return undefined
  if (error.code === 'token_rejected' && recently(seat, seat.party.killedMs, barMs)) return undefined
  return `it failed with ${error.code}: ${error.message}`
}

/** Whether something was met not long ago, also what its server met before this page was opened. */
function isDisturbed(party: Party): boolean {
  const service = party.service?.()
  const parties = service === undefined ? [party] : [party, service]
  return parties.some(one => recently({ party: one }, one.disturbedMs, echoMs))
}

/** Whether somebody signed out, where it matters to the call, while it was under way. */
function sawSignOut(ledger: Ledger, { seat, startOrder }: Call): boolean {
  return ledger.signOuts.some(
    ({ seat: ended, doneOrder }) =>
      ended.party.group === seat.party.group && (doneOrder === undefined || doneOrder > startOrder),
  )
}

/** A call that begins now. */
export function callOf(ledger: Ledger, seat: Seat, kind: Call['kind']): Call {
  const { party, signedOut, root } = seat
  const refused = signedOut || (root?.signedOut ?? false)
  return {
    ...{ seat, kind, startOrder: ledger.next(), refused, startMs: ledger.nowMs },
    ...{ closed: party.closed, signIns: signInsOf(seat), reason: undefined },
  }
}

function signInsOf(seat: Seat): number {
  return seat.signIns + (seat.root?.signIns ?? 0)
}

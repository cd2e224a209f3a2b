import type { AuthErrorCode } from '../product.js'
import { barMs, type Call, echoMs, recently, spreadMs } from './call.js'
import type { Ledger } from './ledger.js'
import type { Moment, Party } from './party.js'

/** Whether a person's session may fail with that, where one with an API key would sign in by itself. */
export function excusesPerson(ledger: Ledger, call: Call, code: AuthErrorCode): boolean {
  const { seat } = call
  const { party } = seat
  const disturbed = recently(seat, party.disturbedMs, echoMs)
  const mayBeLost = wasSince(ledger, call, ledger.losses.get(party.group))
  switch (code) {
    case 'sign_in_required':
    case 'refresh_token_lost':
    // Also where another page of the person's signed in over the sign-in, and that was lost.
    case 'signed_out':
      return mayBeLost || wasSignedOut(ledger, call)
    case 'unavailable':
      return party.service !== undefined && (disturbed || isDown(party.service()))
    // What stands between the page and its backend.
    case 'configuration':
      return party.kind === 'backend' && disturbed
    // The backend waits for Looker as long as the page waits for it; or its machine sleeps.
    case 'timeout':
      return recently(seat, party.disturbedMs, echoMs + slackMs) || sleptLately(ledger, party.service?.())
    // A refresh token is not spent where the store is late with its answer.
    case 'store_failed':
      return party.kind === 'oauth' && disturbed
    // Of a sign-in whose answer was lost, or whose token was ended before it was done.
    case 'code_rejected':
      return disturbed
    case 'authorization_failed':
      return recently(seat, party.killedMs, barMs + ledger.nowMs - call.startMs) || tookLong(ledger, call)
    default:
      return false
  }
}

/** What is on the way between a page and its backend. */
const slackMs = 1000

/** Whether what was got at its beginning may have expired by now. */
function tookLong({ nowMs, looker }: Ledger, { startMs }: Call): boolean {
  return nowMs - startMs >= looker.lifetimeMs
}

function sleptLately({ nowMs }: Ledger, service: Party | undefined): boolean {
  if (service === undefined) return false
  const { asleep, wokeMs } = service.machine
  return asleep || (wokeMs > 0 && nowMs - wokeMs <= echoMs + slackMs)
}

function isDown(party: Party): boolean {
  const { closed, root, disturbedMs, killedMs } = party
  if (recently({ party }, disturbedMs, echoMs) || recently({ party }, killedMs, barMs)) return true
  return closed || (root !== undefined && (root.signedOut || root.signingIn > 0))
}

/** Whether one of the group's sign-outs may have ended the sign-in: others hear of it within a second. */
function wasSignedOut(ledger: Ledger, call: Call): boolean {
  return ledger.signOuts.some(({ seat: ended, doneMs, doneOrder }) => {
    if (ended.party.group !== call.seat.party.group) return false
    const done =
      doneMs === undefined || doneOrder === undefined ? undefined : { ms: doneMs, order: doneOrder }
    return done === undefined || wasSince(ledger, call, done)
  })
}

/** Whether it was after the seat's sign-in, or in the middle of it; with none, whenever it was. */
function wasSince({ prompt }: Ledger, { seat, startOrder }: Call, what: Moment | undefined): boolean {
  const { signedIn } = seat
  if (signedIn === undefined || startOrder < signedIn.order || !prompt) return true
  return what !== undefined && (what.order > signedIn.order || what.ms + spreadMs > signedIn.ms)
}

import type { AuthErrorCode } from '../product.js'
import { type Ledger, type Moment, type Party, spreadMs } from './ledger.js'
import { barMs, type Call, echoMs, recently } from './call.js'

/** Whether a person's session may fail with that, where one with an API key would sign in by itself. */
export function excusesPerson(ledger: Ledger, call: Call, code: AuthErrorCode): boolean {
  const { seat } = call
  const { party } = seat
  const disturbed = recently(seat, party.disturbedMs, echoMs)
  const mayBeLost = wasSince(ledger, call, ledger.losses.get(party.group))
  switch (code) {
    case 'sign_in_required':
    case 'refresh_token_lost':
      return mayBeLost || wasSignedOut(ledger, call)
    case 'signed_out':
      return wasSignedOut(ledger, call) || (party.kind === 'backend' && mayBeLost)
    case 'unavailable':
      return party.service !== undefined && (disturbed || isDown(party.service()))
    // What stands between the page and its backend.
    case 'configuration':
      return party.kind === 'backend' && disturbed
    // Of a sign-in whose answer was lost, or whose token was ended before it was done.
    case 'code_rejected':
      return disturbed
    case 'authorization_failed':
      return recently(seat, party.killedMs, barMs)
    default:
      return false
  }
}

function isDown({ closed, root }: Party): boolean {
  return closed || (root?.signedOut ?? false)
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

import { AuthError } from '../../errors/auth-error.js'
import type { FlightSignals, Grant } from '../../grants/grant.js'
import type { RevokeReason } from '../../tokens/revoke-reason.js'
import type { Family } from '../session-group.js'
import type { MachineEvent } from '../state-machine/states.js'
import { askAgain } from './single-flight.js'

/** A flight was ended while it was under way; what it obtained is revoked. */
export class FlightEnded extends Error {}

/** Another session on the store ended the person's sign-in while it was under way. */
export class SignedOutElsewhere extends Error {}

/** What the callers of a flight get that was ended: the sign-out, or another try. */
export function endReason(event: MachineEvent, grant: Grant): unknown {
  const isSignOut = event.type === 'sign_out' || (event.type === 'ended' && isPersonal(event, grant))
  return isSignOut ? new AuthError('signed_out') : askAgain
}

/** Whether it is to the person whom it ends: a user is not signed out with the admin. */
export function isPersonal(event: MachineEvent, { personal }: Grant): boolean {
  return personal && !(event.type === 'ended' && event.parent)
}

/** Whether a flight was ended because its token is void. */
export function isSignOut(reason: unknown): boolean {
  return AuthError.is(reason) && reason.code === 'signed_out'
}

/** Why the token of a flight that was ended is revoked. */
export function reasonToRevoke({ personal }: Grant, { stopSignal }: FlightSignals): RevokeReason {
  return personal && !isSignOut(stopSignal.reason) ? 'unused' : 'late'
}

/** Whether what an ended flight obtained is stored all the same: a refresh token that was spent is lost unless its successor is. */
export function isKept(grant: Grant, { ownsStore }: Family, { stopSignal }: FlightSignals): boolean {
  return grant.mustLand === true && !ownsStore && !isSignOut(stopSignal.reason)
}

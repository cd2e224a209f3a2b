import { AuthError } from '../errors/auth-error.js'
import type { FlightSignals, Grant, RevokeReason } from '../grants/grant.js'
import type { Family } from './family.js'

/** A flight was ended while it was under way; what it obtained is revoked. */
export class FlightEnded extends Error {}

/** Another session on the store ended the person's sign-in while it was under way. */
export class SignedOutElsewhere extends Error {}

/** Whether a flight was ended because its token is void. */
export function isSignOut(reason: unknown): boolean {
  return AuthError.is(reason) && reason.code === 'signed_out'
}

/** Why the token of a flight that was ended is revoked. */
export function reasonToRevoke({ stopSignal }: FlightSignals): RevokeReason {
  return isSignOut(stopSignal.reason) ? 'late' : 'unused'
}

/** Whether what an ended flight obtained is stored all the same: a refresh token that was spent is lost unless its successor is. */
export function isKept(grant: Grant, { ownsStore }: Family, { stopSignal }: FlightSignals): boolean {
  return grant.mustLand === true && !ownsStore && !isSignOut(stopSignal.reason)
}

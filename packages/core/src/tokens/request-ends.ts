import { AuthError } from '../errors/auth-error.js'

/** A token request was ended while it was under way; what it obtained is revoked. */
export class RequestEnded extends Error {}

/** The sign-in was ended elsewhere while a token request was under way. */
export class SignedOutElsewhere extends Error {}

/** Whether a token request was ended because its sign-in was. */
export function isSignOut(reason: unknown): boolean {
  return AuthError.is(reason) && reason.code === 'signed_out'
}

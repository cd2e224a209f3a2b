import { AuthError } from '../errors/auth-error.js'
import type { Grant, Prepared } from '../grants/grant.js'
import type { SessionEventBody } from './events.js'
import type { Family } from './family.js'
import type { Landing } from './flight.js'
import { revoke } from './sign-out.js'

/** The session that the token came too late for. */
export interface LateHost {
  readonly family: Family
  readonly grant: Grant
  report(event: SessionEventBody): void
}

/**
 * Revokes a token that came after its flight was ended. One that is stored is others' too: only a sign-out, its own or
 * its admin's, makes it void.
 */
export async function letGo(
  host: LateHost,
  prepared: Prepared,
  { token, source }: Landing,
  reason: unknown,
): Promise<void> {
  if (source === 'store' || !host.grant.renewable) return
  if (token.version !== undefined && !isSignOut(reason)) {
    const parent = await prepared.parentSignIn?.()
    if (parent === undefined || parent === token.parentSignInId) return
  }
  await revoke(host.family, token.accessToken, event => host.report(event), 'late')
}

function isSignOut(reason: unknown): boolean {
  return AuthError.is(reason) && reason.code === 'signed_out'
}

import type { Prepared } from '../grants/grant.js'
import { isSignOut } from './flight-ends.js'
import type { Landing } from './landing.js'
import { revoke, type SignOutHost } from './sign-out.js'

/**
 * Revokes a token that came after its flight was ended. One that is stored is others' too: only a sign-out, its own or
 * its admin's, makes it void.
 */
export async function letGo(
  host: SignOutHost,
  prepared: Prepared,
  { token, source }: Landing,
  reason: unknown,
): Promise<void> {
  if (source === 'store' || !host.grant.renewable) return
  if (token.version !== undefined && !isSignOut(reason)) {
    const parent = await prepared.parentSignIn?.()
    if (parent === undefined || parent === token.parentSignInId) return
  }
  await revoke(host, token.accessToken, event => host.report(event), 'late')
}

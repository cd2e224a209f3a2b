import { takeFromSession } from './custody.js'
import type { HeldToken } from './held-token.js'
import type { MachineEvent } from './machine-types.js'
import { revokeEntry, type SignOutHost } from './sign-out.js'

/**
 * Keeps track of a token that a session served until now: one that its group asked for is still its to end. Whoever signs out elsewhere ends the
 * stored token; the group's other tokens of that sign-in end here.
 *
 * @param event Undefined where the session is forgotten.
 */
export function noLongerServed(core: SignOutHost, held: HeldToken, event: MachineEvent | undefined): void {
  if (event?.type !== 'ended' || event.parent === true) {
    if (held.own && held.version !== undefined) takeFromSession(core, held, false, held.storeKey)
    return
  }
  const ended = core.family.ledger.of(
    ({ owner, signInId }) => owner === core.name && signInId === held.signInId,
  )
  for (const entry of ended) void revokeEntry(core, entry, 'late')
}

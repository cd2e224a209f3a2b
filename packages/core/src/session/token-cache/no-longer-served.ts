import type { HeldToken } from '../../tokens/cached-token.js'
import { trackServed } from '../../tokens/custody.js'
import { revokeEntry, type SignOutHost } from '../revocation/logout.js'
import type { MachineEvent } from '../state-machine/states.js'

/**
 * A session stops serving a token. If its group asked for the token, the group still has to revoke it, so the token enters the ledger. After a
 * sign-out elsewhere the other group revokes the stored token, and this group its other tokens of that sign-in.
 *
 * @param event Undefined where the session is forgotten.
 */
export function noLongerServed(core: SignOutHost, held: HeldToken, event: MachineEvent | undefined): void {
  if (event?.type !== 'ended' || event.parent === true) {
    if (held.own && held.version !== undefined) trackServed(core, held, false, held.storeKey)
    return
  }
  const ended = core.family.ledger.of(
    ({ owner, signInId }) => owner === core.name && signInId === held.signInId,
  )
  for (const entry of ended) void revokeEntry(core, entry, 'late')
}

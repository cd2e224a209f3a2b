import type { LedgerEntry } from '../../tokens/ledger.js'
import { revokeEntry } from '../../tokens/revoke.js'
import type { TokenOwner } from '../../tokens/token-owner.js'
import { revokeInTime } from './revocation-turns.js'

/**
 * After a sign-out elsewhere: the other group revokes the stored token, and this group its other tokens of that sign-in, those of users
 * included that were asked for with it.
 */
export function revokeOwn(owner: TokenOwner, signInId: string | undefined): void {
  if (signInId === undefined) return
  const { ledger, calls } = owner.group
  const isEnded = (entry: LedgerEntry): boolean =>
    entry.parent === undefined
      ? entry.owner === owner.name && entry.signInId === signInId
      : [entry.signInId, entry.parent.signInId].includes(signInId)
  const entries = ledger.of(isEnded)
  if (entries.length === 0) return
  void revokeInTime(calls.clock, signal =>
    Promise.all(entries.map(entry => revokeEntry(owner, entry, 'late', signal))),
  )
}

import type { AuthError } from '../errors/auth-error.js'
import type { BoundSession } from '../grants/grant.js'
import { type ExternalId, identityChanged } from '../protocol/external-user.js'
import { SignedOutElsewhere } from '../tokens/request-ends.js'
import type { TokenRecord, Tombstone } from '../tokens/token-record.js'

/**
 * What it means for the session of an external id that its record is another user's; undefined where it is not. A sign-out since the session's
 * own sign-in lets the id be anybody's.
 */
export function judgeMovedUser(
  { subject, signIns }: BoundSession,
  record: TokenRecord | Tombstone,
  external: ExternalId,
): SignedOutElsewhere | AuthError | undefined {
  if (subject === undefined) return undefined
  // The first sign-in of all has the epoch 1, without a sign-out before it.
  const isSignedOut = record.epoch > Math.max(1, signIns.epoch)
  if (record.kind === 'signed_out')
    return isSignedOut && signIns.current === undefined ? new SignedOutElsewhere() : undefined
  if (record.subject === subject || signIns.refuses(record)) return undefined
  return isSignedOut ? new SignedOutElsewhere() : identityChanged(external)
}

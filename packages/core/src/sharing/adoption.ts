import type { Loaded } from '../grants/claim.js'
import type { Grant } from '../grants/grant.js'
import { type CachedToken, cachedToken, isExpired, isReplaced, momentOf } from '../tokens/cached-token.js'
import { isRenewable } from '../tokens/new-record.js'
import type { TokenOwner } from '../tokens/token-owner.js'
import { anyone, type ExpectedSubject, type TokenRecord } from '../tokens/token-record.js'

/** The user whom the stored record must belong to. With OAuth, and for an external id, that is open until the first sign-in. */
export function expectedSubject({ grant, subject }: TokenOwner): ExpectedSubject {
  return isOpen(grant) && subject === undefined ? anyone : subject
}

/** Whether only a sign-in shows whose tokens they are. Then the record may be another user's by now. */
function isOpen({ claim, identity }: Grant): boolean {
  return claim !== undefined || identity.external !== undefined
}

/** Whether another user signed in since, so that the session's own sign-in is over. */
export function isTakenOver({ grant }: TokenOwner, { foreign }: Loaded): boolean {
  return foreign === true && isOpen(grant)
}

/** The stored token, if the session may serve it in place of the one that is to be replaced. The admin's record is not checked. */
export function adoptable(
  owner: TokenOwner,
  storeKey: string,
  loaded: Loaded | undefined,
  previous: CachedToken | undefined,
): CachedToken | undefined {
  const record = loaded?.record
  if (record?.kind !== 'token' || isReplaced(record.id, previous)) return undefined
  if (record.id === owner.signIns.rejectedId || owner.signIns.refuses(record)) return undefined
  const token = storedToken(owner, storeKey, record, loaded?.version)
  return isExpired(token, momentOf(owner.group.calls.clock)) ? undefined : token
}

/** The token of a record that another group may have written. */
export function storedToken(
  owner: TokenOwner,
  storeKey: string,
  record: TokenRecord,
  version: string | undefined,
): CachedToken {
  const { clock } = owner.group.calls
  return cachedToken(clock, record, { storeKey, version, own: false, renewable: isRenewable(owner, record) })
}

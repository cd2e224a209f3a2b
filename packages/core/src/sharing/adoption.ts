import type { Loaded } from '../grants/claim.js'
import { type CachedToken, cachedToken, isExpired, isReplaced, momentOf } from '../tokens/cached-token.js'
import { isRenewable } from '../tokens/new-record.js'
import type { TokenOwner } from '../tokens/token-owner.js'
import { anyone, type ExpectedSubject, type TokenRecord } from '../tokens/token-record.js'

/**
 * The user whom the stored record must belong to. With OAuth that is open until the first sign-in. The record of an id of another
 * system is always read, because it shows whether it was signed out.
 */
export function expectedSubject({ grant, subject }: TokenOwner): ExpectedSubject {
  const isOpen = grant.identity.external !== undefined || (grant.claim !== undefined && subject === undefined)
  return isOpen ? anyone : subject
}

/** The user whom the next token must be for, as far as the session and its record know. */
export function knownSubject({ subject, signIns }: TokenOwner, record: Loaded['record']): string | undefined {
  return subject ?? (record?.kind === 'token' && !signIns.refuses(record) ? record.subject : undefined)
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
  if (owner.grant.moved?.(owner, record) !== undefined) return undefined
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

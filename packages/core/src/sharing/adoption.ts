import type { Grant, Obtained, ParentSignIn } from '../grants/grant.js'
import { type Family, holdRecord, isRenewable, momentOf, newId } from '../session/session-group.js'
import { type HeldToken, isExpired, isReplaced } from '../tokens/cached-token.js'
import type { TokenRecord } from '../tokens/token-record.js'
import type { Loaded } from './store-client.js'

/** What a flight brings. */
export interface Landing {
  readonly token: HeldToken
  readonly source: 'login' | 'store'
  /** Whom it is for. */
  readonly subject?: string | undefined
}

/** The flight that looks for a token to adopt. */
export interface AdoptingFlight {
  readonly family: Family
  readonly grant: Grant
  /** The token that is to be replaced. */
  readonly previous: HeldToken | undefined
}

/** The stored token, if it may be served in place of the one that is to be replaced. */
export function adoptable(
  { family, grant, previous }: AdoptingFlight,
  storeKey: string,
  loaded: Loaded | undefined,
  parent: ParentSignIn,
): Landing | undefined {
  const record = loaded?.record
  if (record?.kind !== 'token' || isReplaced(record.id, previous)) return undefined
  const place = { storeKey, version: loaded?.version }
  const token = holdRecord(family, record, place, isRenewable(grant, record))
  if (isExpired(token, momentOf(family))) return undefined
  if (parent !== undefined && parent !== record.parentSignInId) return undefined
  return { token, source: 'store', subject: record.subject }
}

/** The record of a new token. A sign-in is named by its first record. */
export function newRecord(
  family: Family,
  grant: Grant,
  { token, sentAtMs, signInId, parentSignInId, refreshToken, subject = grant.identity.subject }: Obtained,
  continued: string | undefined,
): TokenRecord {
  const id = newId(family)
  return {
    kind: 'token',
    id,
    subject,
    accessToken: token.access_token,
    sentAtMs,
    lifetimeMs: token.expires_in * 1000,
    draw: family.calls.random.fraction(),
    signInId: continued ?? signInId ?? id,
    parentSignInId,
    refreshToken: family.store?.mayBeCopied ? undefined : refreshToken,
  }
}

/** A token that was just obtained, and where it is stored. */
export function landingOf(
  family: Family,
  grant: Grant,
  record: TokenRecord,
  from: {
    readonly obtained: Obtained
    readonly storeKey: string | undefined
    readonly version: string | undefined
    readonly previous: HeldToken | undefined
    /** The record that it could not be written over. */
    readonly replacedId: string | undefined
  },
): Landing {
  const { obtained, storeKey, version, previous } = from
  const before = previous?.version === undefined ? previous?.replacedId : previous.id
  const replacedId = version === undefined ? (from.replacedId ?? before) : undefined
  const ageMs = family.calls.clock.monotonic() - obtained.sentAtMonotonicMs
  const place = { storeKey, version, replacedId, own: true }
  const token = holdRecord(family, record, place, isRenewable(grant, record), ageMs)
  return { token, source: 'login', subject: record.subject }
}

/** A renewal continues the sign-in that is stored, or that is remembered where the store forgot; never one that was ended. */
export function signInIdOf(loaded: Loaded | undefined, previous: HeldToken | undefined): string | undefined {
  const record = loaded?.record
  if (record?.kind === 'token') return record.signInId
  return record?.kind === 'signed_out' ? undefined : previous?.signInId
}

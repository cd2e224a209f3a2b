import type { Grant, Obtained } from '../grants/grant.js'
import { type Family, momentOf } from '../session/session-group.js'
import type { HeldToken } from './cached-token.js'
import type { LedgerEntry } from './ledger.js'
import type { TokenRecord } from './token-record.js'

/** The session that tokens belong to. */
export interface Owner {
  readonly family: Family
  readonly name: string
  readonly grant: Pick<Grant, 'endsUnseen'> & { readonly identity: { readonly subject?: string | undefined } }
}

/**
 * Enters the token of Looker's answer in the ledger. A token from an application's server is not entered, because that server revokes it.
 *
 * @param renewed The token that it takes the place of.
 */
export function trackGranted(
  owner: Owner,
  { token, parentSignInId, refreshToken }: Obtained,
  renewed: string | undefined,
): void {
  if (owner.grant.endsUnseen) return
  const { ledger, calls } = owner.family
  if (renewed !== undefined) ledger.renewed(renewed)
  const untilMs = calls.clock.monotonic() + token.expires_in * 1000
  ledger.add(entry(owner, { accessToken: token.access_token, parentSignInId, refreshToken, untilMs }))
}

/** Enters a token that loses its place in a record.
 *
 * @param sentTo The key under which it may stand: its commit was not answered.
 */
export function trackStored(owner: Owner, record: TokenRecord, sentTo?: string): void {
  const { wallMs, monotonicMs } = momentOf(owner.family)
  const untilMs = monotonicMs + record.sentAtMs + record.lifetimeMs - wallMs
  owner.family.ledger.add(entry(owner, { ...record, untilMs, sentTo }))
}

/**
 * Enters a token that a session no longer serves.
 *
 * @param signOut Whether a sign-out ends it.
 * @param sentTo The key under which it may still stand.
 */
export function trackServed(owner: Owner, held: HeldToken, signOut = false, sentTo?: string): void {
  if (owner.grant.endsUnseen && !signOut) return
  owner.family.ledger.add(entry(owner, { ...held, untilMs: held.endMs, sentTo }))
}

interface Tracked extends Partial<Omit<LedgerEntry, 'owner' | 'subject'>> {
  readonly accessToken: string
  readonly untilMs: number
}

function entry({ name, grant }: Owner, token: Tracked): LedgerEntry {
  const { accessToken, refreshToken, signInId, parentSignInId, untilMs, sentTo } = token
  const { subject } = grant.identity
  return { accessToken, refreshToken, owner: name, subject, signInId, parentSignInId, untilMs, sentTo }
}

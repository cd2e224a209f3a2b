import type { Obtained } from '../grants/grant.js'
import type { CachedToken } from './cached-token.js'
import type { LedgerEntry } from './ledger.js'
import type { TokenOwner } from './token-owner.js'
import type { SignIn, TokenRecord } from './token-record.js'

/**
 * Enters the token of Looker's answer in the ledger. A token from an application's server is not entered, because that server revokes it.
 *
 * @param renewed The token that it takes the place of.
 */
export function trackGranted(
  owner: TokenOwner,
  { token, parent, refreshToken }: Obtained,
  { signInId }: SignIn,
  renewed: string | undefined,
): void {
  const { ledger, calls } = owner.group
  if (renewed !== undefined) ledger.renewed(renewed)
  const untilMs = calls.clock.monotonic() + token.expires_in * 1000
  track(owner, { accessToken: token.access_token, signInId, parent, refreshToken, untilMs })
}

/**
 * Enters a token that loses its place in a record.
 *
 * @param sentTo The key under which it may stand: its commit was not answered.
 */
export function trackStored(owner: TokenOwner, record: TokenRecord, sentTo?: string): void {
  // How old it is was measured by the wall clock of another machine, so its whole lifetime is counted from now.
  track(owner, { ...record, untilMs: owner.group.calls.clock.monotonic() + record.lifetimeMs, sentTo })
}

/**
 * The store answered that the record holds the token. A shared group forgets the token, unless a sign-out ended its sign-in before this answer
 * came: then the sign-out has to revoke it.
 */
export function trackCommitted(owner: TokenOwner, record: TokenRecord): void {
  const { group, signIns, parent } = owner
  const isEnded =
    signIns.hasEnded(record.signInId) || parent?.owner.signIns.hasEnded(record.parent?.signInId) === true
  if (group.isPrivate) trackStored(owner, record)
  else if (!isEnded) group.ledger.remove(record.accessToken)
}

/**
 * Enters a token that a session no longer serves.
 *
 * @param sentTo The key under which it may still stand.
 */
export function trackServed(owner: TokenOwner, cached: CachedToken, sentTo?: string): void {
  track(owner, { ...cached, untilMs: cached.endMs, sentTo })
}

function track(owner: TokenOwner, token: Omit<LedgerEntry, 'owner' | 'subject'>): void {
  if (owner.grant.signOut !== undefined) return
  const { accessToken, refreshToken, signInId, parent, untilMs, sentTo } = token
  const { name, subject } = owner
  owner.group.ledger.add({
    accessToken,
    refreshToken,
    owner: name,
    subject,
    signInId,
    parent,
    untilMs,
    sentTo,
  })
}

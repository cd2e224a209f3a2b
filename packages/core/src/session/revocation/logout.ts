import type { CachedToken } from '../../tokens/cached-token.js'
import { trackServed } from '../../tokens/custody.js'
import type { LedgerEntry } from '../../tokens/ledger.js'
import { revokeAtApplication, revokeEntry } from '../../tokens/revoke.js'
import type { TokenOwner } from '../../tokens/token-owner.js'
import type { TokenSource } from '../../tokens/token-source.js'
import { revokeInTime } from './revocation-turns.js'

/** What `logout()` answers. */
export interface SignOutResult {
  /**
   * Whether the server said that every known token of the identity is dead, and those that it got for other users. False
   * also when there was none, for what was not revoked within 30 s, and for the token of a request that was on the wire.
   */
  readonly revoked: boolean
}

/** How many tokens of an identity were known when it was ended, and how many of them the server said are dead. */
export interface Ended {
  readonly known: number
  readonly dead: number
}

/** The session whose tokens end. */
export interface SignOutHost extends TokenOwner {
  readonly source: TokenSource
  /** The sessions of its users. */
  children(): readonly (TokenOwner & { readonly cached: CachedToken | undefined })[]
}

/**
 * Ends an identity: its tombstone first, so that other sessions stop, then its tokens on the server, and those that were
 * asked for with them for other users. Where the tombstone cannot be written at once, the tokens do not wait for it.
 *
 * @param written Called when the tombstone stands: a sign-in from here on was not signed out by it.
 * @throws AuthError `store_failed` when the tombstone could not be written; the tokens are revoked all the same.
 */
export function endIdentity(
  host: SignOutHost,
  cached: CachedToken | undefined,
  written: () => void,
): Promise<Ended> {
  const signInIds = endSignIns(host, cached)
  return revokeInTime(host.group.calls.clock, signal => end(host, cached, signInIds, written, signal))
}

/** The sign-ins that the session knows end in this moment, with the tokens of its users. */
function endSignIns(host: SignOutHost, cached: CachedToken | undefined): Set<string> {
  const { signIns, group, name } = host
  const ofOwner = group.ledger.of(({ owner }) => owner === name).map(({ signInId }) => signInId)
  const known = [signIns.current?.signInId, signIns.pending?.signInId, cached?.signInId, ...ofOwner]
  const signInIds = new Set(known.filter(signInId => signInId !== undefined))
  for (const signInId of signInIds) signIns.end(signInId)
  if (cached !== undefined) trackServed(host, cached)
  for (const child of host.children())
    if (child.cached !== undefined && signIns.hasEnded(child.cached.parent?.signInId))
      trackServed(child, child.cached)
  return signInIds
}

async function end(
  host: SignOutHost,
  cached: CachedToken | undefined,
  signInIds: Set<string>,
  written: () => void,
  signal: AbortSignal,
): Promise<Ended> {
  const { group, grant, name, signIns } = host
  const unanswered = (): number =>
    [host, ...host.children()].reduce((sum, one) => sum + one.signIns.unanswered, 0)
  const isUnanswered = unanswered() > 0
  const { ledger, aborts } = group
  const ends = new Map<string, Promise<boolean>>()
  // Also what an earlier sign-out could not revoke.
  const isOver = (signInId: string): boolean => signInIds.has(signInId) || signIns.hasEnded(signInId)
  const isEnded = ({ owner, signInId, parent }: LedgerEntry): boolean =>
    owner === name ? isOver(signInId) : parent !== undefined && isOver(parent.signInId)
  const sweep = (): void => {
    for (const signInId of signInIds) signIns.end(signInId)
    for (const [token, revoked] of ledger.revoking(isEnded))
      if (!ends.has(token))
        ends.set(
          token,
          aborts.unlessAborted(revoked, signal).catch(() => false),
        )
    for (const entry of ledger.of(isEnded))
      if (!ends.has(entry.accessToken))
        ends.set(entry.accessToken, revokeEntry(host, entry, 'logout', signal))
  }
  let failure: unknown
  await host.source.signOut(host, cached, signInIds, sweep).then(written, error => {
    failure = error
  })
  sweep()
  if (grant.signOut !== undefined) ends.set('', revokeAtApplication(host, cached?.accessToken, signal))
  for (let seen = -1; seen !== ends.size; sweep()) {
    seen = ends.size
    await Promise.all(ends.values())
  }
  const ended = await Promise.all(ends.values())
  if (failure !== undefined) throw failure
  // The token of a request that is still on the wire is revoked when it comes.
  const onWire = isUnanswered && unanswered() > 0 ? 1 : 0
  return { known: ended.length + onWire, dead: ended.filter(done => done).length }
}

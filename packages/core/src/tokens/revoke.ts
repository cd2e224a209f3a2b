import { asAuthError } from '../errors/as-auth-error.js'
import type { Obtained, Revoked, RevokedToken } from '../grants/grant.js'
import { within } from '../runtime/deadline.js'
import { logout } from '../transport/auth-calls.js'
import { trackGranted } from './custody.js'
import type { LedgerEntry } from './ledger.js'
import type { RevokeReason } from './reasons.js'
import type { TokenOwner } from './token-owner.js'

/** Revokes one token when it is its turn. A failure is reported, not thrown. A sign-out or `close()` meanwhile waits for the result. */
export function revoke(
  owner: TokenOwner,
  token: RevokedToken,
  why: RevokeReason,
  signal?: AbortSignal,
): Promise<boolean> {
  const { group, grant } = owner
  const signInId = group.ledger.signInOf(token.accessToken)
  const renewed: string[] = []
  const track = (obtained: Obtained): void => {
    if (signInId === undefined) return
    trackGranted(owner, obtained, { signInId, epoch: 0 }, undefined)
    renewed.push(obtained.token.access_token)
  }
  return group.ledger.revoke(token.accessToken, async () => {
    const end = () =>
      grant.revoke === undefined
        ? logout(group.calls, token.accessToken, { signal })
        : grant.revoke(token, { why, signal, track, inTurn: request => owner.inTurn(request) })
    const done = await report(owner, token.accessToken, why, end, signal)
    if (done) for (const accessToken of renewed) group.ledger.remove(accessToken)
    return done
  })
}

/** How long a sign-in waits for the end of the tokens that it replaced, in milliseconds. */
const longestEndingMs = 2000

/** Revokes the tokens that a sign-in replaced. It waits for a moment only, for a page may go elsewhere next; the rest goes on unseen. */
export async function revokeReplaced(owner: TokenOwner, tokens: readonly RevokedToken[]): Promise<void> {
  const end = async (): Promise<void> => {
    for (const token of tokens) await revoke(owner, token, 'replaced')
  }
  const ended = end()
  await within(owner.group.calls.clock, longestEndingMs, ended, () => undefined).catch(() => {})
}

/** Revokes a token of the ledger in the name of the session that obtained it, which may be evicted. */
export function revokeEntry(
  owner: TokenOwner,
  entry: LedgerEntry,
  why: RevokeReason,
  signal?: AbortSignal,
): Promise<boolean> {
  if (entry.owner === owner.name) return revoke(owner, entry, why, signal)
  const { group } = owner
  const own: Pick<TokenOwner, 'group' | 'report'> = {
    group,
    report: event => group.reportFor(entry.owner, entry.subject, event),
  }
  const { accessToken } = entry
  const end = () => logout(group.calls, accessToken, { signal })
  return group.ledger.revoke(accessToken, () => report(own, accessToken, why, end, signal))
}

/** Ends what an application's server has for the session. */
export function revokeAtApplication(
  owner: TokenOwner,
  accessToken: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  return report(owner, accessToken, 'logout', () => owner.grant.signOut?.(accessToken, signal), signal)
}

/** @param end Undefined where nothing is to be done. */
async function report(
  owner: Pick<TokenOwner, 'group' | 'report'>,
  accessToken: string | undefined,
  why: RevokeReason,
  end: () => Promise<Revoked> | undefined,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { group } = owner
  const ending = group.revokeInTurn(async () => {
    signal?.throwIfAborted()
    return end() ?? nothingToDo
  })
  // The abort also ends the wait for the turn, and for a grant that revokes tokens in a way of its own.
  const outcome = await group.aborts.unlessAborted(ending, signal).catch((reported: Error) => ({ reported }))
  if (outcome === nothingToDo) return true
  const error = outcome.reported
  const secrets = accessToken === undefined ? [] : [accessToken]
  owner.report({
    type: 'revoked',
    why,
    ...(error !== undefined && { error: asAuthError(error, 'network', { secrets }) }),
  })
  return error === undefined
}

const nothingToDo: Revoked = {}

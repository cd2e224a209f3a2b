import { trackGranted } from '../tokens/custody.js'
import type { RevokeReason } from '../tokens/reasons.js'
import { isSignOut, RequestEnded } from '../tokens/request-ends.js'
import { revoke } from '../tokens/revoke.js'
import type { TokenOwner } from '../tokens/token-owner.js'
import type { SignIn } from '../tokens/token-record.js'
import { withinHold } from '../transport/within-hold.js'
import { type Asking, type Attempt, NotReady, type Obtained, type RequestSignals } from './grant.js'
import { selectWorkspace } from './with-workspace.js'

/** What is asked for, and what happens to it. */
export interface Obtaining extends Asking {
  /** The sign-in that the token will belong to. */
  readonly signIn: SignIn
  /** The access token that it renews. */
  readonly renewed: string | undefined
  /** Whether the token is a renewal, for the events. */
  readonly isRenewal: boolean
  /** OAuth: keeps what the next token is asked for with, where this one cannot be used. */
  keep?(refreshToken: string | undefined): Promise<boolean>
}

/**
 * Asks for a token, and moves it to the identity's workspace before a caller gets it.
 *
 * @throws RequestEnded; NotReady; AuthError.
 */
export async function obtain(owner: TokenOwner, attempt: Attempt, asked: Obtaining): Promise<Obtained> {
  if (asked.stopSignal.aborted) throw new RequestEnded()
  owner.signIns.unanswered++
  const obtained = await attempt.obtain(asked).finally(() => {
    owner.signIns.unanswered--
  })
  return useObtained(owner, obtained, asked)
}

/** The same for a token that Looker has granted already. */
export async function useObtained(
  owner: TokenOwner,
  obtained: Obtained,
  asked: Omit<Obtaining, 'rejected' | 'refreshToken'>,
): Promise<Obtained> {
  trackGranted(owner, obtained, asked.signIn, asked.renewed)
  const { parent, token } = obtained
  if (parent !== undefined && owner.parent?.isCurrent(parent.signInId) === false) {
    await giveUp(owner, obtained, 'late')
    throw new NotReady()
  }
  const wanted = (): boolean => !asked.stopSignal.aborted || isKept(owner, asked)
  const { workspace } = owner.grant.identity
  if (workspace !== undefined && wanted()) {
    const { calls } = owner.group
    // What a refresh token was used for is finished, also when no caller waits for it any more.
    const [bounded, signals] = owner.grant.claim === undefined ? [calls, asked] : [withinHold(calls), {}]
    try {
      await selectWorkspace(bounded, token.access_token, workspace, signals)
      if (asked.isRenewal) owner.report({ type: 'workspace_reset', workspace })
    } catch (error) {
      const kept = wanted() && (await asked.keep?.(obtained.refreshToken))
      if (!kept) await giveUp(owner, obtained, reasonToRevoke(owner, asked))
      throw error
    }
  }
  if (wanted()) return obtained
  return revokeAndEnd(owner, obtained, asked)
}

/** Revokes a token that no caller will use. */
export async function giveUp(
  owner: TokenOwner,
  { token, refreshToken }: Obtained,
  why: RevokeReason,
): Promise<void> {
  await revoke(owner, { accessToken: token.access_token, refreshToken }, why)
}

/** The same, for a request that was ended. */
export async function revokeAndEnd(
  owner: TokenOwner,
  obtained: Obtained,
  signals: RequestSignals,
): Promise<never> {
  await giveUp(owner, obtained, reasonToRevoke(owner, signals))
  throw new RequestEnded()
}

/** Why the token of a request that was ended is given up. A token of an application's server is revoked only if its user signed out. */
function reasonToRevoke({ grant }: TokenOwner, { stopSignal }: RequestSignals): RevokeReason {
  return grant.signOut === undefined || isSignOut(stopSignal.reason) ? 'late' : 'unused'
}

/**
 * Whether what an ended request obtained is stored all the same: a refresh token that was used is lost unless its successor is
 * stored.
 */
export function isKept({ grant, group }: TokenOwner, { stopSignal }: RequestSignals): boolean {
  return grant.claim !== undefined && !group.isPrivate && !isSignOut(stopSignal.reason)
}

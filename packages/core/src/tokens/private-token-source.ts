import { AuthError } from '../errors/auth-error.js'
import { type Attempt, type Obtained, unlessNotReady } from '../grants/grant.js'
import { obtain, useObtained } from '../grants/obtain.js'
import { newId } from '../runtime/new-id.js'
import { cachedToken } from './cached-token.js'
import type { LedgerEntry } from './ledger.js'
import { isRenewable, newRecord } from './new-record.js'
import { revokeReplaced } from './revoke.js'
import type { TokenOwner } from './token-owner.js'
import type { SignIn } from './token-record.js'
import type { FoundToken, TokenSource, TokenWanted } from './token-source.js'

/**
 * The source of a session group without a store. Its ledger holds all its tokens, with their refresh tokens. Tokens of a backend grant are
 * in no ledger, because the application's server revokes them.
 */
export const privateTokenSource: TokenSource = {
  longestWaitMs: 0,

  async get(owner, attempt, wanted) {
    for (;;) {
      const found = await ask(owner, attempt, wanted).catch(unlessNotReady)
      if (found !== undefined) return found
    }
  },

  async complete(owner, { signInId, obtained }, signals) {
    const before = ofOwner(owner).filter(entry => entry.signInId !== signInId)
    const signIn = owner.signIns.next(signInId, 0)
    owner.signIns.pending = signIn
    const used = await useObtained(owner, obtained, {
      ...signals,
      signIn,
      renewed: undefined,
      isRenewal: false,
    })
    await revokeReplaced(owner, before)
    return found(owner, used, signIn)
  },

  before: async () => undefined,

  signOut: async () => {},
}

async function ask(owner: TokenOwner, attempt: Attempt, wanted: TokenWanted): Promise<FoundToken> {
  await attempt.ready?.(wanted)
  const { previous, afterRejection } = wanted
  const signIn = owner.signIns.current ?? newSignIn(owner)
  owner.signIns.pending = signIn
  // Not that of a sign-in that is still being completed.
  const refreshable = ofOwner(owner).find(
    entry => entry.signInId === signIn.signInId && entry.refreshToken !== undefined,
  )
  try {
    const obtained = await obtain(owner, attempt, {
      signal: wanted.signal,
      stopSignal: wanted.stopSignal,
      rejected: afterRejection ? previous?.accessToken : undefined,
      refreshToken: refreshable?.refreshToken,
      subject: owner.subject,
      signIn,
      renewed: refreshable?.accessToken,
      isRenewal: previous !== undefined,
      ...(owner.grant.claim && { keep: async () => true }),
    })
    return found(owner, { ...obtained, subject: obtained.subject ?? owner.subject }, signIn)
  } catch (error) {
    if (refreshable !== undefined && AuthError.is(error) && error.code === 'refresh_token_lost')
      owner.group.ledger.renewed(refreshable.accessToken)
    throw error
  }
}

function newSignIn({ signIns, group }: TokenOwner): SignIn {
  return signIns.next(newId(group.calls.random), 0)
}

function ofOwner({ name, group }: TokenOwner): LedgerEntry[] {
  return group.ledger.of(({ owner }) => owner === name)
}

function found(owner: TokenOwner, obtained: Obtained, signIn: SignIn): FoundToken {
  const { clock } = owner.group.calls
  const record = newRecord(owner, obtained, signIn)
  const ageMs = clock.monotonic() - obtained.sentAtMonotonicMs
  const token = cachedToken(clock, record, { own: true, renewable: isRenewable(owner, record), ageMs })
  return { token, source: 'login', subject: record.subject }
}

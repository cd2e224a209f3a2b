import type { Loaded } from '../grants/claim.js'
import type { Obtained, RequestSignals } from '../grants/grant.js'
import { revokeAndEnd, useObtained } from '../grants/obtain.js'
import { cachedToken } from '../tokens/cached-token.js'
import { trackCommitted, trackStored } from '../tokens/custody.js'
import { isRenewable, newRecord } from '../tokens/new-record.js'
import { SignedOutElsewhere } from '../tokens/request-ends.js'
import { revoke, revokeReplaced } from '../tokens/revoke.js'
import type { TokenOwner } from '../tokens/token-owner.js'
import { anyone, signOutOf, type TokenRecord } from '../tokens/token-record.js'
import type { CompletedSignIn, FoundToken } from '../tokens/token-source.js'
import { mostCommits, type Report, type StoreClient } from './store-client.js'

/**
 * Writes the token of a person's sign-in over whatever record is stored, also another user's, and revokes the token of that record.
 *
 * @throws SignedOutElsewhere when the person signed out in another tab since they began to sign in; RequestEnded.
 */
export async function completeSignIn(
  store: StoreClient,
  owner: TokenOwner,
  key: string,
  { signInId, obtained: brought, before }: CompletedSignIn,
  signals: RequestSignals,
): Promise<FoundToken> {
  const { signIns } = owner
  const report: Report = event => owner.report(event)
  const signIn = signIns.next(signInId, 0)
  signIns.pending = signIn
  const asked = { ...signals, signIn, renewed: undefined, isRenewal: false }
  const obtained = await useObtained(owner, brought, asked)
  const record = newRecord(owner, obtained, signIn)
  const kept = store.copyable ? { ...record, refreshToken: undefined } : record
  for (let commits = 1; !signals.stopSignal.aborted; commits++) {
    const over = await store.load(key, anyone, report)
    if (signals.stopSignal.aborted) break
    if (isEndedSince(before, over, obtained)) {
      await revoke(owner, record, 'late')
      throw new SignedOutElsewhere()
    }
    const signOut = signOutOf(over?.record)
    const next = { ...kept, ...signIns.next(signInId, over?.record?.epoch ?? 0), signOut }
    // After the sign-in the page goes to another address, where it has only what is stored.
    const committed = await store.commitPatiently(key, next, over?.version, report)
    if (committed === undefined || commits > mostCommits) {
      trackStored(owner, next, key)
      return found(owner, key, next, obtained, undefined, over?.record?.id)
    }
    if (!committed.won) continue
    trackCommitted(owner, next)
    if (over?.record?.kind === 'token') {
      trackStored(owner, over.record)
      await revokeReplaced(owner, [over.record])
      // That may have taken 2 s.
      const now = await store.load(key, anyone, report)
      if (now?.record?.kind === 'signed_out') throw new SignedOutElsewhere()
    }
    return found(owner, key, next, obtained, committed.now.version)
  }
  return revokeAndEnd(owner, obtained, signals)
}

/**
 * Whether the person signed out since, also where they signed in again by now. If nothing could be read when the sign-in began, a sign-out that
 * is found now may have come after it.
 */
function isEndedSince(before: Loaded | undefined, now: Loaded | undefined, { subject }: Obtained): boolean {
  const signOut = signOutOf(now?.record)
  if (signOut === undefined || signOut.id === signOutOf(before?.record)?.id) return false
  return signOut.subject === undefined || signOut.subject === subject
}

function found(
  owner: TokenOwner,
  storeKey: string,
  record: TokenRecord,
  { sentAtMonotonicMs }: Obtained,
  version: string | undefined,
  replacedId?: string,
): FoundToken {
  const { clock } = owner.group.calls
  const ageMs = clock.monotonic() - sentAtMonotonicMs
  const origin = { storeKey, version, replacedId, own: true, renewable: isRenewable(owner, record), ageMs }
  return { token: cachedToken(clock, record, origin), source: 'login', subject: record.subject }
}

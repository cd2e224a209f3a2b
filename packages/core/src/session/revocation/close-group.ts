import { AuthError } from '../../errors/auth-error.js'
import { within } from '../../runtime/deadline.js'
import { trackStored } from '../../tokens/custody.js'
import type { LedgerEntry } from '../../tokens/ledger.js'
import { expectedSubject, storedUnder } from '../session-group.js'
import type { SessionCore } from '../token-cache/token-cache.js'
import { revokeEntry } from './logout.js'
import { revokeInTime } from './revocation-turns.js'

/** A request on the wire is aborted when it has not been answered after this time, in milliseconds. */
const longestLandingMs = 10_000

/** Closes the sessions of a group, and revokes its tokens: in private memory all of them, else those that stand in no shared record. */
export async function closeGroup(root: SessionCore, children: readonly SessionCore[]): Promise<void> {
  const cores = [root, ...children]
  const { family } = root
  const { clock } = family.calls
  const landed = Promise.all(cores.map(core => core.shutDown()))
  const tooLate = () => new AuthError('timeout')
  await within(clock, longestLandingMs, landed, tooLate).catch(() => {
    for (const core of cores) core.flight?.abortNetwork(new AuthError('closed'))
  })
  await revokeInTime(clock, async signal => {
    if (family.ownsStore) await takeStored(root)
    await Promise.all(family.ledger.of(() => true).map(entry => end(root, entry, signal)))
    const others = Promise.all(family.ledger.revoking(() => true).map(([, revoked]) => revoked))
    await family.aborts.unlessAborted(others, signal).catch(() => {})
  })
  await Promise.all(cores.map(core => core.signOuts?.settled))
}

/** A refresh token stands in the record only, so the record's token enters the ledger. */
async function takeStored(root: SessionCore): Promise<void> {
  const { family, grant } = root
  if (family.store === undefined || !grant.renewable) return
  const key = await storedUnder(family, grant).catch(() => undefined)
  const loaded =
    key === undefined ? undefined : await family.store.load(key, expectedSubject(grant), () => {})
  if (loaded?.record?.kind === 'token') trackStored(root, loaded.record)
}

async function end(root: SessionCore, entry: LedgerEntry, signal: AbortSignal): Promise<void> {
  const { family } = root
  // In turn, because there may be 100,000 of them.
  const look = async (): Promise<boolean> => signal.aborted || mayStand(root, entry)
  if (!family.ownsStore && (await family.revokeInTurn(look))) return
  await revokeEntry(root, entry, 'close', signal)
}

/** Whether a shared record may hold the token; or its sign-in, where a revocation ends the whole of it. */
async function mayStand(
  root: SessionCore,
  { accessToken, signInId, owner, sentTo }: LedgerEntry,
): Promise<boolean> {
  const { family, grant } = root
  const endsSignIn = owner === root.name && grant.mustLand === true
  const key = sentTo ?? (endsSignIn ? await storedUnder(family, grant) : undefined)
  if (key === undefined || family.store === undefined) return false
  const loaded = await family.store.load(key, null, () => {})
  if (loaded === undefined) return true
  if (loaded.record?.kind !== 'token') return false
  return loaded.record.accessToken === accessToken || (endsSignIn && loaded.record.signInId === signInId)
}

import { AuthError } from '../../errors/auth-error.js'
import { within } from '../../runtime/deadline.js'
import { trackServed } from '../../tokens/custody.js'
import type { LedgerEntry } from '../../tokens/ledger.js'
import { revokeEntry } from '../../tokens/revoke.js'
import type { TokenCache } from '../token-cache/token-cache.js'
import { landed } from '../token-cache/turns.js'
import { revokeInTime } from './revocation-turns.js'

/** A request on the wire is aborted when it has not been answered after this time, in milliseconds. */
const longestLandingMs = 10_000

/** Closes the sessions of a group, and revokes its tokens: in private memory all of them, else those that stand in no shared record. */
export async function closeGroup(root: TokenCache, children: readonly TokenCache[]): Promise<void> {
  const caches = [root, ...children]
  const { ledger, calls, aborts, isPrivate } = root.group
  const landed = Promise.all(caches.map(shutDown))
  const tooLate = () => new AuthError('timeout')
  await within(calls.clock, longestLandingMs, landed, tooLate).catch(() => {
    for (const cache of caches) cache.flight?.abortNetwork(new AuthError('closed'))
  })
  await revokeInTime(calls.clock, async signal => {
    if (isPrivate) await root.source.collect?.(root)
    await Promise.all(ledger.of(() => true).map(entry => end(root, entry, signal)))
    const others = Promise.all(ledger.revoking(() => true).map(([, revoked]) => revoked))
    await aborts.unlessAborted(others, signal).catch(() => {})
  })
  await Promise.all(caches.map(cache => cache.signOuts?.settled))
}

/** Its callers get `closed`. Settles when nothing of it is on the wire any more. */
async function shutDown(cache: TokenCache): Promise<void> {
  const { cached, group, flight } = cache
  cache.closed = true
  flight?.end(new AuthError('closed'), { abortNetwork: false })
  cache.revalidation?.end()
  cache.freshnessChanged()
  // A preset token is the caller's.
  const isOurs = cached?.own || cached?.storeKey !== undefined
  if (group.isPrivate && cached !== undefined && isOurs) trackServed(cache, cached)
  await Promise.all([landed(cache), cache.completion?.wait().catch(() => {})])
}

async function end(root: TokenCache, entry: LedgerEntry, signal: AbortSignal): Promise<void> {
  const { isPrivate, revokeInTurn } = root.group
  // In turn, because there may be 100,000 of them.
  const look = async (): Promise<boolean> =>
    signal.aborted || ((await root.source.isShared?.(root, entry)) ?? false)
  if (!isPrivate && (await revokeInTurn(look))) return
  await revokeEntry(root, entry, 'close', signal)
}

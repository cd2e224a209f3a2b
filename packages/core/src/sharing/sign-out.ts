import { AuthError } from '../errors/auth-error.js'
import { redactError } from '../errors/redact.js'
import type { Loaded } from '../grants/claim.js'
import { within } from '../runtime/deadline.js'
import { newId } from '../runtime/new-id.js'
import type { CachedToken } from '../tokens/cached-token.js'
import { trackStored } from '../tokens/custody.js'
import type { TokenOwner } from '../tokens/token-owner.js'
import type { Tombstone } from '../tokens/token-record.js'
import { type RetryPolicy, withRetry } from '../transport/retry.js'
import { expectedSubject } from './adoption.js'
import type { SharedStore } from './shared-store.js'
import { mostCommits, refreshableMs } from './store-client.js'

/** How much longer than the tokens that it ended a tombstone is kept, so that a process that was paused still sees it. */
const tombstoneMarginMs = 3_600_000
/** How many ended sign-ins a tombstone names. Older ones are recognized by their epoch. */
const mostNames = 20
/** A sign-out tries for 10 s to write its tombstone, with pauses below half a second. */
const tries: RetryPolicy = { attempts: 10_000, baseDelayMs: 30, boundMs: 10_000 }

/**
 * Writes the tombstone of a sign-out, for which it tries 10 s. The tombstone ends the sign-ins that the session knows, and the one of the
 * record that is read first. It ends that of a record that is read later only if its token was asked for before `logout()` was called.
 *
 * @param signInIds Those that the session knows. Those that are found are added.
 * @param failing Called at each try that fails: the tokens do not wait for the store.
 * @throws AuthError `store_failed`.
 */
export async function writeTombstone(
  shared: SharedStore,
  owner: TokenOwner,
  cached: CachedToken | undefined,
  signInIds: Set<string>,
  failing: () => void,
): Promise<void> {
  const { calls } = owner.group
  const calledAtMs = calls.clock.now()
  const key = cached?.storeKey ?? (await keyOf(shared, owner))
  const signOut = { id: newId(calls.random), calledAtMs, signInIds, cached }
  let isFirstLook = true
  const attempt = async (): Promise<void> => {
    const isFirst = isFirstLook
    isFirstLook = false
    try {
      await writeOnce(shared, owner, key, { ...signOut, isFirstLook: isFirst })
    } catch (error) {
      failing()
      throw asStoreFailure(error, cached)
    }
  }
  await withRetry(attempt, tries, calls)
  shared.parents.forget()
}

async function keyOf({ keys }: SharedStore, owner: TokenOwner): Promise<string> {
  const { clock } = owner.group.calls
  return within(clock, tries.boundMs, keys.of(owner), keyUnknown).catch(error => {
    throw asStoreFailure(error, undefined)
  })
}

interface SignOut {
  /** Of its tombstone, whose commit may take effect without an answer. */
  readonly id: string
  readonly signInIds: Set<string>
  /** Wall clock in milliseconds. */
  readonly calledAtMs: number
  readonly isFirstLook: boolean
  readonly cached: CachedToken | undefined
}

async function writeOnce(
  { store }: SharedStore,
  owner: TokenOwner,
  key: string,
  { id, calledAtMs, isFirstLook, signInIds, cached }: SignOut,
): Promise<void> {
  const { signIns, grant } = owner
  for (let commits = 0; commits < mostCommits; commits++) {
    const over = await store.read(key, expectedSubject(owner))
    const { record } = over
    // The record belongs to another user by now, who was not signed out.
    if (over.foreign && grant.claim !== undefined) return
    if (record?.kind === 'token') {
      const wasThere = isFirstLook && (commits === 0 || record.sentAtMs <= calledAtMs)
      if (wasThere) signInIds.add(record.signInId)
      // A sign-in that began later.
      if (!signInIds.has(record.signInId)) return
    }
    // An older tombstone is written over too, so that a sign-in that began after that one loses its commit.
    if (record?.kind === 'signed_out' && record.id === id) return
    // Before the commit, for its answer may be lost.
    if (record?.kind === 'token') trackStored(owner, record)
    const tombstone = tombstoneOver(owner, over, id, signInIds)
    if (!(await store.commitTombstone(key, tombstone, keepUntilMs(owner, over, cached), over.version)))
      continue
    signIns.see(tombstone.epoch)
    return
  }
  throw new AuthError('store_failed', {
    message: `The record changed each of the ${mostCommits} times that the sign-out tried to write it.`,
    hint: 'If this happens again, see whether the store answers with stale data; call logout() again.',
  })
}

function tombstoneOver(owner: TokenOwner, { record }: Loaded, id: string, signInIds: Set<string>): Tombstone {
  const { signIns, grant, group } = owner
  const before = record?.kind === 'signed_out' ? record.ended : []
  const ended = [...new Set([...signInIds, ...before])].slice(0, mostNames)
  // Also above the epochs of records that the store has lost: no epoch grows faster than the time in milliseconds.
  const epoch = Math.max(signIns.next(id, record?.epoch ?? 0).epoch, Math.floor(group.calls.clock.now()))
  if (grant.claim === undefined) return { kind: 'signed_out', id, epoch, ended }
  // Before its first use a session does not know its user; the record may name the user.
  const stood = record?.kind === 'token' ? record.subject : undefined
  return { kind: 'signed_out', id, epoch, ended, subject: owner.subject ?? stood }
}

/**
 * Until when the tombstone is kept: an hour longer than the ended token, and no shorter than the record that it replaces. If that record
 * holds a token, its whole lifetime is added, because another process may just have obtained a token and not stored it yet. With OAuth it is
 * at least 90 days, because another process may have a refresh token in memory only.
 */
function keepUntilMs(
  { group, grant }: TokenOwner,
  over: Loaded & { readonly keepUntilMs: number },
  cached: CachedToken | undefined,
): number {
  const unknownMs = group.calls.clock.now() + (grant.claim === undefined ? 0 : refreshableMs)
  const untilMs = Math.max(cached?.hardWallMs ?? 0, unknownMs) + tombstoneMarginMs
  const { record, keepUntilMs } = over
  const lastingMs = record?.kind === 'token' ? untilMs + record.lifetimeMs : untilMs
  return Math.max(lastingMs, record === undefined ? 0 : keepUntilMs)
}

function keyUnknown(): AuthError {
  return new AuthError('timeout', {
    message: `The credentials provider did not answer within ${tries.boundMs} ms, so the record of the session is not known.`,
    hint: 'See what the provider waits for, then call logout() again.',
  })
}

function asStoreFailure(error: unknown, cached: CachedToken | undefined): AuthError {
  if (AuthError.is(error) && error.code === 'store_failed') return error
  const secrets = cached === undefined ? [] : [cached.accessToken]
  return new AuthError('store_failed', { cause: AuthError.is(error) ? error : redactError(error, secrets) })
}

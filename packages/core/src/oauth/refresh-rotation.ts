import { AuthError } from '../errors/auth-error.js'
import type { Claim, Loaded, RecordAccess } from '../grants/claim.js'
import { NotReady } from '../grants/grant.js'
import { SignedOutElsewhere } from '../tokens/request-ends.js'
import type { TokenRecord } from '../tokens/token-record.js'

/** How long another process's claim is respected, unless the lock shows that it crashed: others then continue within 2 s. */
const graceMs = 1500
const lookMs = 100
/** A record that changes at each commit is not tried more often. */
const mostCommits = 20
/** How claims begin that are made while the lock is held. */
const lockedMark = 'locked-'

/**
 * Reserves the stored refresh token, which may work only once: the claim is committed first, and only its owner sends the
 * token. The claim of a crashed process is taken over.
 *
 * @throws NotReady when there is another token by now; AuthError `sign_in_required`, `identity_changed`, `store_failed`.
 */
export async function claimRefreshToken(access: RecordAccess, found: Loaded | undefined): Promise<Claim> {
  const own = `${access.locked ? lockedMark : ''}${access.newId()}`
  let commits = 0
  for (let loaded = found; ; ) {
    if (access.serves(loaded)) throw new NotReady()
    if (loaded !== found && loaded?.record?.kind === 'signed_out') throw new SignedOutElsewhere()
    const record = spendable(loaded)
    const takesOver = record.claim !== undefined
    // This request holds the lock now, so a process that made its claim under the lock no longer holds either.
    const isDead = access.locked && record.claim?.startsWith(lockedMark)
    const changed = takesOver && !isDead ? await changeOf(access, loaded?.version) : undefined
    if (changed !== undefined) {
      loaded = changed
      continue
    }
    const marked = { ...record, claim: own }
    const committed = await access.commit(marked, loaded?.version)
    if (committed === undefined || ++commits > mostCommits) throw unmarked()
    if (committed.won) return claimed(access, marked, committed.now.version, takesOver)
    loaded = committed.now
  }
}

function claimed(
  access: RecordAccess,
  record: TokenRecord,
  version: string | undefined,
  tookOver: boolean,
): Claim {
  const { claim: _, ...unmarked } = record
  const { refreshToken: __, ...rest } = unmarked
  // The server rejected the access token too, so the record is marked as expired.
  const ended = access.rejected ? { ...rest, sentAtMs: 0 } : rest
  let isKept = false
  return {
    loaded: { record, ...(version !== undefined && { version }) },
    async release(error) {
      if (isKept) return error
      if (!AuthError.is(error) || error.code !== 'refresh_token_lost') {
        await access.commit(unmarked, version)
        return error
      }
      // The process whose claim was taken over may only have been slow: it then stores the token that it got for this one.
      let now = tookOver ? await changeOf(access, version) : undefined
      if (now === undefined) {
        const committed = await access.commit(ended, version)
        if (committed?.won === false) now = committed.now
      }
      // The process that took the claim over stores a token, or fails as this one did: its claim is not taken over in turn.
      if (isOf(now, record)) now = await changeOf(access, now?.version)
      return now === undefined || isOf(now, record) ? error : new NotReady()
    },
    async keep(refreshToken) {
      // The access token before stays; where it was rejected, it ends.
      const lasting = access.rejected ? { lifetimeMs: 1 } : {}
      const kept = { ...unmarked, refreshToken, ...lasting }
      for (let over = version, commits = 1; ; commits++) {
        const committed = await access.commitPatiently(kept, over)
        if (committed === undefined || committed.won || commits > mostCommits) {
          isKept = true
          return true
        }
        const { record: present, version: now } = committed.now
        if (present?.kind !== 'token' || present.signInId !== kept.signInId) return false
        if (present.id !== kept.id) {
          isKept = true
          return true
        }
        // Another process took the claim over meanwhile, because this one was slow.
        over = now
      }
    },
  }
}

/** What the key holds once its version has changed; undefined where that does not happen while claims are respected. */
async function changeOf(access: RecordAccess, version: string | undefined): Promise<Loaded | undefined> {
  for (let waitedMs = 0; waitedMs < graceMs; waitedMs += lookMs) {
    await access.pause(lookMs)
    const loaded = await access.load()
    if (loaded !== undefined && loaded.version !== version) return loaded
  }
  return undefined
}

/** Whether the refresh token in it is still that one. */
function isOf(loaded: Loaded | undefined, { refreshToken }: TokenRecord): boolean {
  return loaded?.record?.kind === 'token' && loaded.record.refreshToken === refreshToken
}

function spendable(loaded: Loaded | undefined): TokenRecord {
  if (loaded === undefined)
    throw new AuthError('store_failed', { message: 'The store could not be read.', hint: mendStore })
  if (loaded.foreign) throw new AuthError('identity_changed')
  const { record } = loaded
  if (record?.kind === 'token' && record.refreshToken !== undefined) return record
  throw new AuthError('sign_in_required')
}

const mendStore =
  'Repair the store (see the event store_failure). Until then, the session keeps using its access token.'

function unmarked(): AuthError {
  return new AuthError('store_failed', {
    message: 'The refresh token was not used, because the store could not note that it is in use.',
    hint: mendStore,
  })
}

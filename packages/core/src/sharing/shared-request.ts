import { AuthError } from '../errors/auth-error.js'
import type { Claim, Loaded } from '../grants/claim.js'
import { type Attempt, NotReady, type Obtained, unlessNotReady } from '../grants/grant.js'
import { giveUp, isKept, obtain, revokeAndEnd } from '../grants/obtain.js'
import { newId } from '../runtime/new-id.js'
import { type CachedToken, cachedToken } from '../tokens/cached-token.js'
import { trackCommitted, trackStored } from '../tokens/custody.js'
import { isRenewable, newRecord } from '../tokens/new-record.js'
import { RequestEnded, SignedOutElsewhere } from '../tokens/request-ends.js'
import { revoke } from '../tokens/revoke.js'
import { type SignIn, signOutOf, type TokenRecord, type Tombstone } from '../tokens/token-record.js'
import type { FoundToken, TokenWanted } from '../tokens/token-source.js'
import { adoptable, expectedSubject, knownSubject } from './adoption.js'
import type { HeldBack } from './held-back.js'
import { recordAccess } from './record-access.js'
import type { SharedStore } from './shared-store.js'
import { mostCommits, type Report } from './store-client.js'
import { withLock } from './with-lock.js'

/** How often one token request may begin again, because the record changed or the admin signed out meanwhile. */
const mostRounds = 5

/**
 * One request for a token of a shared record: adopt the stored one, or ask for one under the lock and commit it. It commits only over
 * what it has read. After it was ended it commits nothing, but for the successor of a used refresh token (see `isKept()`).
 */
export class SharedRequest {
  readonly #shared: SharedStore
  readonly #owner: HeldBack
  readonly #attempt: Attempt
  readonly #key: string
  readonly #wanted: TokenWanted
  readonly #report: Report
  /** What the key held when it was first read. */
  #before: Loaded | undefined

  constructor(shared: SharedStore, owner: HeldBack, attempt: Attempt, key: string, wanted: TokenWanted) {
    this.#shared = shared
    this.#owner = owner
    this.#attempt = attempt
    this.#key = key
    this.#wanted = wanted
    this.#report = event => owner.report(event)
  }

  async run(): Promise<FoundToken> {
    for (let round = 1; round <= mostRounds; round++) {
      const found = await this.#round().catch(unlessNotReady)
      this.#owner.release()
      if (found !== undefined) return found
    }
    throw new AuthError('unavailable', {
      message: `The stored record changed in the middle of each of ${mostRounds} tries to get a token.`,
      hint: 'Call again. If it happens again, see which process signs out, and whether the store answers with stale data.',
    })
  }

  /** No event is reported under the lock. The admin's session may report some, so its token is got before the lock is taken. */
  async #round(): Promise<FoundToken | undefined> {
    const stored = await this.#read()
    const adopted = await this.#adopted(stored)
    if (adopted !== undefined) return adopted
    const admin = await this.#attempt.ready?.(this.#wanted)
    const work = {
      key: this.#key,
      task: (locked: boolean) => this.#ask(locked, admin),
      meanwhile: async () => this.#adopted(await this.#load()),
    }
    const { lock, store } = this.#shared
    const found = await withLock(lock, store, work, this.#wanted.stopSignal, this.#report)
    // The request may have taken long enough to miss that the admin signed out elsewhere.
    if (!(await this.#isParentEnded(found.token))) return found
    if (found.source === 'login') await revoke(this.#owner, found.token, 'late')
    return undefined
  }

  #load(): Promise<Loaded | undefined> {
    return this.#shared.store.load(this.#key, expectedSubject(this.#owner), this.#report)
  }

  #isParentEnded(record: Pick<TokenRecord, 'parent'>): Promise<boolean> {
    return this.#shared.parents.isEnded(this.#owner, record, this.#report)
  }

  /** @throws SignedOutElsewhere where the record shows a sign-out that this request did not know of. */
  async #read(): Promise<Loaded | undefined> {
    const loaded = await this.#load()
    this.#see(loaded)
    return loaded
  }

  #see(loaded: Loaded | undefined): void {
    if (loaded === undefined) return
    this.#before ??= loaded
    const { record, version } = loaded
    const moved = record && this.#owner.grant.moved?.(this.#owner, record)
    if (moved !== undefined) throw moved
    if (record?.kind !== 'signed_out') return
    const endsCurrent = this.#owner.signIns.seeTombstone(record)
    if (endsCurrent || version !== this.#before.version) throw new SignedOutElsewhere()
  }

  async #adoptable(loaded: Loaded | undefined): Promise<FoundToken | undefined> {
    const token = adoptable(this.#owner, this.#key, loaded, this.#wanted.previous)
    if (token === undefined || (await this.#isParentEnded(token))) return undefined
    const subject = loaded?.record?.kind === 'token' ? loaded.record.subject : undefined
    return { token, source: 'store', subject }
  }

  async #adopted(loaded: Loaded | undefined): Promise<FoundToken | undefined> {
    const found = await this.#adoptable(loaded)
    if (found !== undefined && this.#wanted.stopSignal.aborted) throw new RequestEnded()
    return found
  }

  async #ask(locked: boolean, admin: CachedToken | undefined): Promise<FoundToken> {
    // The wait for the lock may have been long.
    const { parent } = this.#owner
    const isAdminOver = parent && admin && (await this.#isParentEnded({ parent: parent.signInOf(admin) }))
    if (isAdminOver) throw new NotReady()
    const found = await this.#read()
    const adopted = await this.#adopted(found)
    if (adopted !== undefined) return adopted
    const access = recordAccess(this.#shared.store, this.#owner, this.#key, this.#wanted, locked)
    const claim = await this.#owner.grant.claim?.(access, found)
    const loaded = claim?.loaded ?? found
    const signIn = await this.#signInOver(loaded)
    this.#owner.signIns.pending = signIn
    const obtained = await this.#obtain(signIn, claim, loaded).catch(async error => {
      throw (await claim?.release(error)) ?? error
    })
    return this.#commit(obtained, signIn, loaded)
  }

  async #obtain(signIn: SignIn, claim: Claim | undefined, loaded: Loaded | undefined): Promise<Obtained> {
    const { previous, afterRejection, signal, stopSignal } = this.#wanted
    const stored = loaded?.record?.kind === 'token' ? loaded.record : undefined
    const obtained = await obtain(this.#owner, this.#attempt, {
      signal,
      stopSignal,
      rejected: afterRejection ? previous?.accessToken : undefined,
      refreshToken: claim?.loaded.record.refreshToken,
      signIn,
      subject: knownSubject(this.#owner, stored),
      renewed: stored?.accessToken ?? previous?.accessToken,
      isRenewal: previous !== undefined,
      ...(claim && { keep: refreshToken => claim.keep(refreshToken) }),
    })
    const { subject } = claim?.loaded.record ?? {}
    return subject === undefined ? obtained : { ...obtained, subject }
  }

  /** A renewal keeps the sign-in that is stored, or remembered where the store forgot it; never one that was ended. */
  async #signInOver(loaded: Loaded | undefined): Promise<SignIn> {
    const { signIns, group } = this.#owner
    const record = loaded?.record
    const stored = record?.kind === 'token' ? record : undefined
    const isOver = await this.#isParentEnded(stored ?? this.#wanted.previous ?? {})
    if (!isOver && stored !== undefined && !signIns.refuses(stored))
      return { signInId: stored.signInId, epoch: stored.epoch }
    const current = isOver ? undefined : signIns.current
    return current ?? signIns.next(newId(group.calls.random), record?.epoch ?? 0)
  }

  /**
   * After a lost commit, a stored token that may be served is adopted. After a sign-out or another sign-in the new token is revoked and the
   * request begins again or ends. Else the new token is committed again.
   */
  async #commit(obtained: Obtained, signIn: SignIn, loaded: Loaded | undefined): Promise<FoundToken> {
    const { store } = this.#shared
    const owner = this.#owner
    const commit = owner.grant.claim === undefined ? 'commit' : 'commitPatiently'
    const record = newRecord(owner, obtained, signIn)
    const kept = store.copyable ? { ...record, refreshToken: undefined } : record
    let over = loaded
    for (let commits = 1; ; commits++) {
      const next = { ...kept, signOut: signOutOf(over?.record) }
      const committed = await store[commit](this.#key, next, over?.version, this.#report)
      if (committed === undefined || commits > mostCommits) {
        trackStored(owner, kept, this.#key)
        // The commit may have taken effect without an answer.
        if (over?.record?.kind === 'token') trackStored(owner, over.record, this.#key)
        return this.#found(kept, obtained, undefined, loaded?.record?.id)
      }
      if (committed.won) {
        this.#stored(kept, over?.record)
        return this.#found(kept, obtained, committed.now.version)
      }
      if (this.#wanted.stopSignal.aborted && !isKept(owner, this.#wanted))
        return revokeAndEnd(owner, obtained, this.#wanted)
      over = committed.now.foreign ? ((await this.#load()) ?? committed.now) : committed.now
      const winner = await this.#winner(over, obtained, signIn)
      if (winner !== undefined) return winner
    }
  }

  /** Undefined where the new token may take the place of what is stored now. */
  async #winner(now: Loaded, obtained: Obtained, { signInId }: SignIn): Promise<FoundToken | undefined> {
    const { signIns, grant } = this.#owner
    const { record } = now
    const winner = await this.#adoptable(now)
    if (winner !== undefined) {
      // With OAuth the end of one token ends its whole sign-in. The adopted token may be of the same one: then the ledger keeps the new one.
      const isOther = winner.token.signInId !== signInId
      if (grant.claim === undefined) await giveUp(this.#owner, obtained, 'lost_commit')
      else if (isOther) await giveUp(this.#owner, obtained, 'replaced')
      return winner
    }
    const isUnknown = record?.kind === 'token' && record.signInId !== signInId && !signIns.refuses(record)
    if (record?.kind !== 'signed_out' && !now.foreign && !isUnknown) return undefined
    await giveUp(this.#owner, obtained, 'late')
    this.#see(now)
    throw new NotReady()
  }

  /** The record holds the token from now on. The group enters the token that stood there in its ledger, to revoke it. */
  #stored(record: TokenRecord, before: TokenRecord | Tombstone | undefined): void {
    trackCommitted(this.#owner, record)
    if (before?.kind === 'token' && before.accessToken !== record.accessToken) {
      const isUsedUp = before.signInId === record.signInId
      trackStored(this.#owner, isUsedUp ? { ...before, refreshToken: undefined } : before)
    }
    if (this.#owner.parent === undefined) this.#shared.parents.forget()
  }

  #found(
    record: TokenRecord,
    obtained: Obtained,
    version: string | undefined,
    replacedId?: string,
  ): FoundToken {
    const { previous } = this.#wanted
    const { clock } = this.#owner.group.calls
    const before = previous?.version === undefined ? previous?.replacedId : previous.id
    const token = cachedToken(clock, record, {
      storeKey: this.#key,
      version,
      replacedId: version === undefined ? (replacedId ?? before) : undefined,
      own: true,
      renewable: isRenewable(this.#owner, record),
      ageMs: clock.monotonic() - obtained.sentAtMonotonicMs,
    })
    return { token, source: 'login', subject: record.subject }
  }
}

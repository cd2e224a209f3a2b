import type { Loaded } from '../grants/claim.js'
import { SharedWait, Stalled } from '../runtime/shared-wait.js'
import { type CachedToken, isExpired, isReplaced, type Moment, momentOf } from '../tokens/cached-token.js'
import { isRenewable } from '../tokens/new-record.js'
import { SignedOutElsewhere } from '../tokens/request-ends.js'
import type { Finding, Revalidated, Revalidation } from '../tokens/token-source.js'
import { expectedSubject, storedToken } from './adoption.js'
import type { SharedStore } from './shared-store.js'
import type { Report } from './store-client.js'

/** How long a revalidation may take, in milliseconds. The bounds of the store are shorter, so one that takes longer was ended by the runtime. */
const longestLookMs = 10_000

const longAgo: Moment = { wallMs: 0, monotonicMs: 0 }
const forever: Moment = { wallMs: Number.POSITIVE_INFINITY, monotonicMs: Number.POSITIVE_INFINITY }

/**
 * Keeps a cached token in step with its record. The token is stale when the record was read too long ago, or when the store has called
 * since; the next use then reads the record. A notification of a change makes the session read it at once.
 */
export class RecordWatch implements Revalidation {
  /** On both clocks, for the monotonic one may have stood still in a sleep. */
  freshUntil = forever
  readonly #shared: SharedStore
  readonly #session: Revalidated
  #looking: SharedWait<Finding | undefined> | undefined
  /** Whether the store has called since the last reading began. */
  #changedSince = false
  /** Whether time may have passed unseen, and the record was not read since. */
  #slept = false
  #endWatch: (() => void) | undefined

  constructor(shared: SharedStore, session: Revalidated) {
    this.#shared = shared
    this.#session = session
  }

  get stale(): boolean {
    return this.#session.cached?.storeKey !== undefined && this.#isPast(this.freshUntil)
  }

  get invalidated(): boolean {
    return this.freshUntil === longAgo
  }

  follow(token: CachedToken | undefined): void {
    const { storeKey } = token ?? {}
    this.end()
    if (storeKey === undefined) return
    this.#endWatch = this.#shared.store.watch(storeKey, () => this.#changed(), this.#report)
    this.freshUntil = this.#slept ? longAgo : this.#nextLook(this.#now())
  }

  invalidate(slept = false): void {
    this.#slept ||= slept
    this.#changedSince = true
    this.freshUntil = longAgo
    this.#session.freshnessChanged()
  }

  end(): void {
    this.#endWatch?.()
    this.#endWatch = undefined
    this.freshUntil = forever
  }

  async look(): Promise<Finding | undefined> {
    const looking = this.#looking ?? this.#begin()
    try {
      return await looking.wait()
    } catch (error) {
      if (!(error instanceof Stalled)) throw error
      // The runtime ended the request that began the reading.
      if (this.#looking === looking) this.#looking = undefined
      return this.look()
    }
  }

  #begin(): SharedWait<Finding | undefined> {
    this.#changedSince = false
    const { clock } = this.#session.group.calls
    const work = this.#look()
    const looking = new SharedWait(clock, longestLookMs, work)
    this.#looking = looking
    const over = (): void => {
      if (this.#looking === looking) this.#looking = undefined
    }
    work.then(over, over)
    return looking
  }

  async #look(): Promise<Finding | undefined> {
    const started = this.#now()
    const before = this.#session.cached
    if (before?.storeKey === undefined) return undefined
    const parentEnded = await this.#isParentEnded(before)
    const loaded = await this.#shared.store.load(
      before.storeKey,
      expectedSubject(this.#session),
      this.#report,
    )
    if (this.#session.cached?.id !== before.id) return undefined
    if (!this.#changedSince) this.#slept = false
    this.#freshFrom(started, loaded !== undefined)
    const about = before.id
    const found = this.#find(before, before.storeKey, loaded)
    const isVoid = found?.found === 'replaced' && (await this.#isParentEnded(found.token))
    if (found !== undefined && !isVoid) return { about, ...found }
    // The sign-out was seen, and the store lost its tombstone since.
    if (this.#session.signIns.hasEnded(before.signInId)) return { about, found: 'ended', parent: false }
    return parentEnded ? { about, found: 'ended', parent: true } : { about, found: 'unchanged' }
  }

  #isParentEnded(token: CachedToken): Promise<boolean> {
    return this.#shared.parents.isEnded(this.#session, token, this.#report)
  }

  /** What the record shows; undefined where the token stays as it is. */
  #find(before: CachedToken, storeKey: string, { record, version, foreign }: Loaded = {}) {
    const { signIns, grant, group } = this.#session
    const ended = { found: 'ended', parent: false } as const
    if (foreign && grant.claim !== undefined) return ended
    if (record === undefined || isReplaced(record.id, before)) return undefined
    if (record.kind === 'signed_out') return signIns.seeTombstone(record, before) ? ended : undefined
    if (signIns.refuses(record)) return undefined
    // Without a sign-out between, the next renewal finds out whose the id is.
    const moved = grant.moved?.(this.#session, record)
    if (moved !== undefined) return moved instanceof SignedOutElsewhere ? ended : undefined
    const token = storedToken(this.#session, storeKey, record, version)
    if (!isExpired(token, momentOf(group.calls.clock))) return { found: 'replaced', token } as const
    if (record.signInId === before.signInId) return undefined
    // A person signed in elsewhere: where that token can be renewed, this session stays signed in.
    return isRenewable(this.#session, record) ? ({ found: 'replaced', token } as const) : ended
  }

  readonly #report: Report = event => this.#session.report(event)

  #changed(): void {
    if (this.#session.parent === undefined) this.#shared.parents.forget()
    this.invalidate()
    this.#session.recordChanged()
  }

  /** @param read Whether the record could be read. If not, it is read again after the pause that follows a failure of the store. */
  #freshFrom(from: Moment, read: boolean): void {
    if (this.#changedSince) return
    const next = this.#nextLook(from)
    const monotonicMs = Math.min(next.monotonicMs, this.#shared.store.pausedUntilMs)
    this.freshUntil = read ? next : { ...next, monotonicMs }
  }

  #nextLook({ wallMs, monotonicMs }: Moment): Moment {
    const { revalidateEveryMs } = this.#shared
    return { wallMs: wallMs + revalidateEveryMs, monotonicMs: monotonicMs + revalidateEveryMs }
  }

  #isPast(until: Moment): boolean {
    const { wallMs, monotonicMs } = this.#now()
    return wallMs >= until.wallMs || monotonicMs >= until.monotonicMs
  }

  #now(): Moment {
    return momentOf(this.#session.group.calls.clock)
  }
}

import type { Grant, ParentSignIn } from '../grants/grant.js'
import { SharedWait, Stalled } from '../runtime/shared-wait.js'
import type { SessionEventBody } from '../session/events.js'
import type { Relatives } from '../session/relatives.js'
import { revoke } from '../session/revocation/logout.js'
import {
  expectedSubject,
  type Family,
  holdRecord,
  isRenewable,
  momentOf,
  storedUnder,
} from '../session/session-group.js'
import type { MachineEvent } from '../session/state-machine/states.js'
import { type HeldToken, isExpired, isReplaced, type Moment } from '../tokens/cached-token.js'
import type { Report, StoreAccess, Watching } from './store-client.js'

/** What the watch asks and tells the session. */
export interface WatchHost {
  readonly family: Family
  readonly grant: Grant
  readonly held: HeldToken | undefined
  readonly isSignedOut: boolean
  readonly signOutCount: number
  report(event: SessionEventBody): void
  dispatch(event: MachineEvent): void
  looked(): void
}

/** The sign-in that the store told of, and what it is the answer for. */
interface StoredSignIn {
  readonly until: Moment
  readonly signOutCount: number
  readonly signIn: Promise<ParentSignIn>
}

/** A look at the record and at the admin's takes no longer, in milliseconds: the store's answers are waited for less. */
const longestLookMs = 10_000

const longAgo: Moment = { wallMs: 0, monotonicMs: 0 }
const forever: Moment = { wallMs: Number.POSITIVE_INFINITY, monotonicMs: Number.POSITIVE_INFINITY }

/** Keeps a held token in step with the stored record: looks before the last look is too old, and when the store says so. */
export class StoreWatch {
  /** Until then the last look counts: on both clocks, for the monotonic one may have stood still in a sleep. */
  freshUntil = forever
  readonly #store: StoreAccess
  readonly #host: WatchHost
  readonly #relatives: Relatives
  #looking: SharedWait<void> | undefined
  /** Told of a change that no look has begun after. */
  #changedSince = false
  /** Whether time may have passed unseen, and the token that is held now was not looked at since. */
  #slept = false
  #watching: Watching | undefined
  /** Whether the store told of changes when it last called. */
  #wasTold = false
  #storedSignIn: StoredSignIn | undefined

  constructor(store: StoreAccess, host: WatchHost, relatives: Relatives) {
    this.#store = store
    this.#host = host
    this.#relatives = relatives
  }

  /** Whether the store tells of changes just now. */
  get told(): boolean {
    return this.#watching?.tells() ?? false
  }

  /** Whether the record must be read before a token is served. */
  get stale(): boolean {
    return this.#host.held?.storeKey !== undefined && this.#isPast(this.freshUntil)
  }

  /** Begins with a token that was just read or written; what happened before the store began to tell, one look must find. */
  follow(token: HeldToken | undefined): void {
    const { storeKey } = token ?? {}
    this.end()
    if (storeKey === undefined) return
    this.#watching = this.#store.watch(storeKey, () => this.#changed(), this.#report)
    this.#wasTold = this.told
    this.freshUntil = this.#slept ? longAgo : this.#nextLook(this.#now())
  }

  /**
   * The record must be read before its token is served again.
   *
   * @param slept Also the one that a flight is about to bring: it may have been read or written before the sleep.
   */
  doubt(slept = false): void {
    this.#slept ||= slept
    this.#changedSince = true
    this.freshUntil = longAgo
    this.#host.looked()
  }

  end(): void {
    this.#watching?.end()
    this.#watching = undefined
    this.freshUntil = forever
  }

  /** Reads the stored record and tells the session what became of its token. Calls that come meanwhile share the look. */
  async look(): Promise<void> {
    const looking = this.#looking ?? this.#begin()
    try {
      await looking.wait()
    } catch (error) {
      if (!(error instanceof Stalled)) throw error
      // The runtime ended the request that began it.
      if (this.#looking === looking) this.#looking = undefined
      await this.look()
    }
  }

  #begin(): SharedWait<void> {
    const work = this.#lookUntilCurrent().finally(() => {
      if (this.#looking === looking) this.#looking = undefined
    })
    work.catch(() => {})
    const looking = new SharedWait(this.#host.family.calls.clock, longestLookMs, work)
    this.#looking = looking
    return looking
  }

  /** A change that is told of while the record is being read may have come after it was read. */
  async #lookUntilCurrent(): Promise<void> {
    do {
      this.#changedSince = false
      await this.#look()
    } while (this.#changedSince || (this.#slept && this.#host.held?.storeKey !== undefined))
  }

  /** The sign-in as it is stored, for a session that holds no token; read at most as often as a held token is. */
  async storedSignIn(): Promise<ParentSignIn> {
    if (this.#host.isSignedOut) return 'ended'
    const { signOutCount } = this.#host
    const cached = this.#storedSignIn
    const isOfNow = cached?.signOutCount === signOutCount && !this.#isPast(cached.until)
    if (isOfNow) return cached.signIn
    const signIn = this.peek(this.#report).catch(() => undefined)
    this.#storedSignIn = { until: this.#nextLook(this.#now()), signOutCount, signIn }
    return signIn
  }

  /** The sign-in as it is stored now. The session learns nothing of it. */
  async peek(report: Report): Promise<ParentSignIn> {
    const { family, grant, held } = this.#host
    const key = held?.storeKey ?? (await storedUnder(family, grant))
    const loaded = await this.#store.load(key, expectedSubject(grant), report)
    return loaded?.record?.kind === 'signed_out' ? 'ended' : loaded?.record?.signInId
  }

  async #look(): Promise<void> {
    const started = this.#now()
    const before = this.#host.held
    if (before?.storeKey === undefined) return
    const { storeKey } = before
    const parent = await this.#relatives.parentSignIn?.()
    const { grant } = this.#host
    const loaded = await this.#store.load(storeKey, expectedSubject(grant), this.#report)
    if (this.#host.held?.id !== before.id) return
    if (!this.#changedSince) this.#slept = false
    this.#freshFrom(started, loaded !== undefined)
    const parentEnded = parent !== undefined && parent !== before.parentSignInId
    const takenOver = loaded?.foreign === true && grant.bind !== undefined
    const record = loaded?.record
    const isOld = record !== undefined && isReplaced(record.id, before)
    if (isOld && !parentEnded) return this.#host.looked()
    const isOwn = takenOver || record?.kind === 'signed_out'
    if (parentEnded || isOwn) {
      // Who signed out could not know of a token that was not stored.
      if (grant.personal && before.version === undefined)
        void revoke(this.#host, before.accessToken, this.#report, 'late')
      return this.#host.dispatch({ type: 'ended', parent: !isOwn })
    }
    if (record === undefined) return this.#host.looked()
    // Of a sign-in of the admin that this family does not know, as after the store forgot it: each keeps to its own.
    if (parent !== undefined && parent !== record.parentSignInId) return this.#host.looked()
    const sameSignIn = record.signInId === before.signInId
    if (!sameSignIn) this.#relatives.endChildren()
    const place = { storeKey, version: loaded?.version }
    const token = holdRecord(this.#host.family, record, place, isRenewable(grant, record))
    if (!isExpired(token, this.#now())) return this.#host.dispatch({ type: 'replaced', token })
    if (sameSignIn) return this.#host.looked()
    // Somebody signed in: where that can be renewed, nobody is signed out.
    this.#host.dispatch(grant.renews?.(record) ? { type: 'replaced', token } : { type: 'ended' })
  }

  readonly #report: Report = event => this.#host.report(event)

  /**
   * The record changed; or the store begins or ceases to tell, of 10,000 users at once: then each is looked at when it is
   * next used. Only people are told of a sign-out though they do nothing.
   */
  #changed(): void {
    const { told } = this
    const { personal, identity } = this.#host.grant
    const changed = told && (this.#wasTold || (personal && identity.holder === undefined))
    this.#wasTold = told
    this.doubt()
    this.#relatives.doubtChildren()
    if (changed) this.look().catch(() => {})
  }

  /** @param read Whether the store could be read: else whatever it told of has yet to be seen. */
  #freshFrom(from: Moment, read: boolean): void {
    if (this.#changedSince) return
    const told = read && this.told && this.#relatives.parentWatched()
    const next = this.#nextLook(from)
    const monotonicMs = Math.min(next.monotonicMs, this.#store.pausedUntilMs)
    this.freshUntil = told ? forever : read ? next : { ...next, monotonicMs }
  }

  #nextLook({ wallMs, monotonicMs }: Moment): Moment {
    const { checkEveryMs } = this.#host.family
    return { wallMs: wallMs + checkEveryMs, monotonicMs: monotonicMs + checkEveryMs }
  }

  #isPast(until: Moment): boolean {
    const { wallMs, monotonicMs } = this.#now()
    return wallMs >= until.wallMs || monotonicMs >= until.monotonicMs
  }

  #now(): Moment {
    return momentOf(this.#host.family)
  }
}

import { asAuthError } from '../errors/as-auth-error.js'
import { AuthError } from '../errors/auth-error.js'
import type { Committed, Loaded } from '../grants/claim.js'
import type { Clock } from '../runtime/clock.js'
import { within } from '../runtime/deadline.js'
import type { SessionEventBody } from '../session/events.js'
import type { Stored, StoredRecord, TokenStore } from '../stores/token-store.js'
import {
  decodeRecord,
  type ExpectedSubject,
  encodeRecord,
  type TokenRecord,
  type Tombstone,
} from '../tokens/token-record.js'
import { wait } from '../transport/retry.js'

/** Reports an event; called when no lock is held. */
export type Report = (event: SessionEventBody) => void

/** How long a caller waits for one answer of the store. */
const storeWaitMs = 2000
/** The same while the store fails: a store that works again answers at once. */
const failingWaitMs = 250
/** The same after the lock failed: mostly one server keeps both, and the caller has already waited for the lock. */
const doubtfulWaitMs = 1000
/** How long a refresh token may be good for is not known; clients assume 30 days. */
export const refreshableMs = 90 * 24 * 3_600_000
/** How long the store is not asked after a failure, unless it answers late or notifies of a change. */
const pauseMs = 750
/** Before this time has passed after a failure, only an answer for the record that failed shows that the store works again. */
const longestEchoMs = 5000
/** How often a patient load or commit is tried again, each time after `retryMs`, when the pause after the failure is over. */
const mostRetries = 2
const retryMs = 1100
/** How often one record is committed, where it changes before each commit or the store answers with stale data. */
export const mostCommits = 20

/** The store, as sessions use it: with bounded waits and checked records. A failure is reported once, and sessions go on without it. */
export class StoreClient {
  readonly #store: TokenStore
  readonly #clock: Clock
  #lockFailing = false
  #waitMs = storeWaitMs
  #lastFailure = { key: '', atMs: 0 }
  /** Monotonic milliseconds: the store is not asked before. */
  pausedUntilMs = 0

  constructor(store: TokenStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Whether the store may be copied with its records, as sessionStorage is with a duplicated tab. Then it gets no refresh token. */
  get copyable(): boolean {
    return this.#store.copyable === true
  }

  /** Whether its last use failed. */
  get failing(): boolean {
    return this.#waitMs === failingWaitMs
  }

  /** Reports that the lock beside it failed, once until that works again. */
  lockFailed(error: unknown, report: Report): void {
    this.#waitMs = Math.min(this.#waitMs, doubtfulWaitMs)
    if (this.#lockFailing) return
    this.#lockFailing = true
    report({
      type: 'store_failure',
      operation: 'lock',
      error: asAuthError(error, 'store_failed', lockFailure),
    })
  }

  lockWorked(): void {
    this.#lockFailing = false
  }

  /** What the key holds; undefined when the store cannot be read just now. A bad record counts as none, and is reported. */
  async load(key: string, subject: ExpectedSubject, report: Report): Promise<Loaded | undefined> {
    if (this.#clock.monotonic() < this.pausedUntilMs) return undefined
    try {
      const stored = await this.#answered(key, this.#store.load(key), report)
      return stored === undefined ? {} : read(stored, subject, report)
    } catch (error) {
      this.#failed('load', key, error, report)
      return undefined
    }
  }

  /** The same for a caller that must know: after a failure the store is asked again. */
  async loadPatiently(...asked: Parameters<StoreClient['load']>): Promise<Loaded | undefined> {
    for (let failures = 1; ; failures++) {
      const loaded = await this.load(...asked)
      if (loaded !== undefined || failures > mostRetries) return loaded
      await wait(this.#clock, retryMs, undefined)
    }
  }

  /** Commits the record over that version. Answers what the key then holds; undefined when the store cannot be written. */
  async commit(
    key: string,
    record: TokenRecord,
    version: string | undefined,
    report: Report,
  ): Promise<Committed | undefined> {
    if (this.#clock.monotonic() < this.pausedUntilMs) return undefined
    const next = stored(record, endOf(record))
    try {
      const now = await this.#answered(key, this.#store.commit(key, next, version), report)
      return { won: now.record.value === next.value, now: read(now, record.subject, report) }
    } catch (error) {
      this.#failed('commit', key, error, report, secretsIn(record))
      return undefined
    }
  }

  /** The same for what cannot be had again, such as the successor of a used refresh token: after a failure it commits again. */
  async commitPatiently(...record: Parameters<StoreClient['commit']>): Promise<Committed | undefined> {
    for (let failures = 1; ; failures++) {
      const committed = await this.commit(...record)
      if (committed !== undefined || failures > mostRetries) return committed
      await wait(this.#clock, retryMs, undefined)
    }
  }

  /**
   * What the key holds, and until when it is kept, for a sign-out.
   *
   * @throws the store's error.
   */
  async read(key: string, subject: ExpectedSubject): Promise<Loaded & { readonly keepUntilMs: number }> {
    const stands = await this.#bounded(this.#store.load(key))
    return stands === undefined
      ? { keepUntilMs: 0 }
      : { ...read(stands, subject, () => {}), keepUntilMs: stands.record.keepUntilMs }
  }

  /**
   * Commits the tombstone over that version. Returns whether that took effect.
   *
   * @throws the store's error.
   */
  async commitTombstone(
    key: string,
    tombstone: Tombstone,
    keepUntilMs: number,
    version: string | undefined,
  ): Promise<boolean> {
    const next = stored(tombstone, keepUntilMs)
    const stands = await this.#bounded(this.#store.commit(key, next, version))
    return stands.record.value === next.value
  }

  /** Calls the listener when the record may have changed. Undefined when the store cannot watch. */
  watch(key: string, listener: () => void, report: Report): (() => void) | undefined {
    const guarded = <T>(work: () => T): T | undefined => {
      try {
        return work()
      } catch (error) {
        this.#failed('watch', key, error, report)
        return undefined
      }
    }
    const heard = (): void => {
      this.pausedUntilMs = 0
      listener()
    }
    const end = guarded(() => this.#store.watch?.(key, heard))
    return end && (() => guarded(end))
  }

  #failed(
    operation: 'load' | 'commit' | 'watch',
    key: string,
    error: unknown,
    report: Report,
    secrets: readonly string[] = [],
  ): void {
    this.pausedUntilMs = this.#clock.monotonic() + pauseMs
    this.#lastFailure = { key, atMs: this.#clock.monotonic() }
    if (this.failing) return
    this.#waitMs = failingWaitMs
    report({ type: 'store_failure', operation, error: asAuthError(error, 'store_failed', { secrets }) })
  }

  /** Any answer, a late one too, ends the pause. Only one that comes in time shows that the store works again. */
  async #answered<T>(key: string, work: Promise<T>, report: Report): Promise<T> {
    const askedMs = this.#clock.monotonic()
    const answered = work.then(() => {
      this.pausedUntilMs = 0
      if (this.#clock.monotonic() - askedMs >= storeWaitMs) return
      const { failing } = this
      if (failing && !this.#isOver(key)) return
      this.#waitMs = storeWaitMs
      if (failing) report({ type: 'store_recovered' })
    })
    answered.catch(() => {})
    return this.#bounded(
      answered.then(() => work),
      this.#waitMs,
    )
  }

  /** Whether an answer for this key shows that the failure is over: one node of a cluster may fail while the others answer. */
  #isOver(answeredKey: string): boolean {
    const { key, atMs } = this.#lastFailure
    return key === answeredKey || this.#clock.monotonic() - atMs >= longestEchoMs
  }

  #bounded<T>(work: Promise<T>, waitMs = storeWaitMs): Promise<T> {
    return within(this.#clock, waitMs, work, () => tooSlow(waitMs))
  }
}

const lockFailure = {
  message: 'The lock failed.',
  hint: 'Repair it (see the cause). Until then, several processes may sign in at the same time.',
}

function tooSlow(waitMs: number): AuthError {
  return new AuthError('store_failed', { message: `The store did not answer within ${waitMs} ms.` })
}

function stored(record: TokenRecord | Tombstone, keepUntilMs: number): StoredRecord {
  return { value: encodeRecord(record), keepUntilMs: Math.ceil(keepUntilMs) }
}

function endOf({ sentAtMs, lifetimeMs, refreshToken }: TokenRecord): number {
  return sentAtMs + (refreshToken === undefined ? lifetimeMs : Math.max(lifetimeMs, refreshableMs))
}

function secretsIn({ accessToken, refreshToken }: TokenRecord): string[] {
  return refreshToken === undefined ? [accessToken] : [accessToken, refreshToken]
}

function read({ record, version }: Stored, subject: ExpectedSubject, report: Report): Loaded {
  const decoded = decodeRecord(record.value, subject)
  if (typeof decoded !== 'string') return { record: decoded, version }
  report({ type: 'record_set_aside', reason: decoded })
  return decoded === 'identity_changed' ? { version, foreign: true } : { version }
}

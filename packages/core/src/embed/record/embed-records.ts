import { asAuthError } from '../../errors/as-auth-error.js'
import { AuthError } from '../../errors/auth-error.js'
import type { Clock } from '../../runtime/clock.js'
import { within } from '../../runtime/deadline.js'
import type { Stored, TokenStore } from '../../stores/token-store.js'
import { decodeEmbedRecord, type EmbedRecord, encodeEmbedRecord, keepUntil } from './embed-record.js'

/** How long a request waits for the store in all, in milliseconds: without it there are no tokens, so that it waits for a busy one. */
const storeWaitMs = 8000
/** How often one change is committed, where the record changes before each commit: many pages may be loaded at once. */
const mostCommits = 1000

/** A record, and the store's mark for this state of it. */
export interface Loaded {
  readonly record: EmbedRecord
  readonly version: string | undefined
}

interface Change {
  readonly known?: Loaded | undefined
  readonly withinMs?: number
}

/** The records of application sessions, in a store. */
export class EmbedRecords {
  readonly #store: TokenStore
  readonly #clock: Clock
  readonly #unreadable: (error: AuthError) => void

  /** @param unreadable Hears of records that cannot be read. They count as none. */
  constructor(store: TokenStore, clock: Clock, unreadable: (error: AuthError) => void) {
    this.#store = store
    this.#clock = clock
    this.#unreadable = unreadable
  }

  /**
   * @param withinMs Bounds the wait, where less time is left than the store's own bound.
   * @throws AuthError `store_failed`.
   */
  async load(key: string, withinMs = storeWaitMs): Promise<Loaded> {
    return this.#read(await this.#bounded(withinMs, () => this.#store.load(key)))
  }

  /**
   * Changes the record, whatever others do to it meanwhile. The change is worked out again after each lost commit.
   *
   * @param change Undefined: nothing is to be written.
   * @param how As it was read before, which saves reading it again; the bound of all waits, as that of `load()`.
   * @throws AuthError `store_failed`; what the change throws.
   */
  async change(
    key: string,
    change: (record: EmbedRecord) => EmbedRecord | undefined,
    { known, withinMs = storeWaitMs }: Change = {},
  ): Promise<EmbedRecord> {
    const untilMs = this.#clock.monotonic() + Math.min(withinMs, storeWaitMs)
    const leftMs = (): number => untilMs - this.#clock.monotonic()
    let loaded = known ?? (await this.load(key, leftMs()))
    for (let commits = 0; commits < mostCommits; commits++) {
      const { record, version } = loaded
      const next = change(record)
      if (next === undefined) return record
      const value = encodeEmbedRecord(next)
      const keepUntilMs = Math.ceil(keepUntil(next, this.#clock.now()))
      const stored = await this.#bounded(leftMs(), () =>
        this.#store.commit(key, { value, keepUntilMs }, version),
      )
      if (stored.record.value === value && stored.version !== version) return next
      loaded = this.#read(stored)
    }
    throw new AuthError('store_failed', { message: 'The record changed before each commit.' })
  }

  #read(stored: Stored | undefined): Loaded {
    if (stored === undefined) return { record: empty, version: undefined }
    const { version } = stored
    const record = decodeEmbedRecord(stored.record.value)
    if (record === undefined) this.#unreadable(new AuthError('store_failed', notReadable))
    return { record: record ?? empty, version }
  }

  async #bounded<T>(withinMs: number, work: () => Promise<T>): Promise<T> {
    const boundMs = Math.max(1, Math.min(withinMs, storeWaitMs))
    const tooSlow = (): AuthError =>
      new AuthError('store_failed', { message: `The store did not answer within ${Math.ceil(boundMs)} ms.` })
    try {
      return await within(this.#clock, boundMs, work(), tooSlow)
    } catch (error) {
      throw asAuthError(error, 'store_failed')
    }
  }
}

const empty: EmbedRecord = { sessions: [] }

const notReadable = {
  message: 'A record of embed sessions cannot be read, and is written over.',
  hint: 'Give every server the same keys in encrypt, and a store of its own or keys that no other program writes.',
}

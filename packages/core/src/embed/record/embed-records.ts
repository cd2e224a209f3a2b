import { asAuthError } from '../../errors/as-auth-error.js'
import { AuthError } from '../../errors/auth-error.js'
import type { Clock } from '../../runtime/clock.js'
import { within } from '../../runtime/deadline.js'
import type { Stored, TokenStore } from '../../stores/token-store.js'
import { decodeEmbedRecord, type EmbedRecord, encodeEmbedRecord, keepUntil } from './embed-record.js'

/** How long a request waits for one answer of the store, in milliseconds: without it there are no tokens, so that it waits for a busy one. */
const storeWaitMs = 8000
/** How often one change is committed, where the record changes before each commit. */
const mostCommits = 20

/** A record, and the store's mark for this state of it. */
export interface Loaded {
  readonly record: EmbedRecord
  readonly version: string | undefined
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

  /** @throws AuthError `store_failed`. */
  async load(key: string): Promise<Loaded> {
    return this.#read(await this.#bounded(() => this.#store.load(key)))
  }

  /**
   * Changes the record, whatever others do to it meanwhile. The change is worked out again after each lost commit.
   *
   * @param change Undefined: nothing is to be written.
   * @param known The record as it was read before, which saves reading it again.
   * @throws AuthError `store_failed`; what the change throws.
   */
  async change(
    key: string,
    change: (record: EmbedRecord) => EmbedRecord | undefined,
    known?: Loaded,
  ): Promise<EmbedRecord> {
    let loaded = known ?? (await this.load(key))
    for (let commits = 0; commits < mostCommits; commits++) {
      const { record, version } = loaded
      const next = change(record)
      if (next === undefined) return record
      const value = encodeEmbedRecord(next)
      const keepUntilMs = Math.ceil(keepUntil(next))
      const stored = await this.#bounded(() => this.#store.commit(key, { value, keepUntilMs }, version))
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

  async #bounded<T>(work: () => Promise<T>): Promise<T> {
    const tooSlow = (): AuthError =>
      new AuthError('store_failed', { message: `The store did not answer within ${storeWaitMs} ms.` })
    try {
      return await within(this.#clock, storeWaitMs, work(), tooSlow)
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

/** What a store keeps for a key: opaque text, and how long it must be kept. */
export interface StoredRecord {
  /** Opaque to the store. It holds an access token: see docs/stores.md for what that asks of a store. */
  readonly value: string
  /** Wall clock in milliseconds: until then the record must be kept, if the store can; afterwards it may be forgotten. */
  readonly keepUntilMs: number
}

/** A record, and the store's own mark for this state of it; compared for equality only, with `===`. */
export interface Stored {
  readonly record: StoredRecord
  readonly version: string
}

/**
 * The TokenStore seam: shared memory of a session's tokens and sign-outs, with compare-and-set. `storeContract` in
 * `@looker-auth/core/testing` says what is relied on; docs/stores.md shows how to write one.
 */
export interface TokenStore {
  /** What is stored under the key; undefined when there is nothing, or when it expired. */
  load(key: string): Promise<Stored | undefined>
  /**
   * Stores `next` if what is stored still has `expectedVersion` (undefined: if nothing is stored), in one atomic step,
   * and answers what is stored now: `next` with a version never used before, or what another session stored.
   */
  commit(key: string, next: StoredRecord, expectedVersion: string | undefined): Promise<Stored>
  /**
   * Calls the listener soon after the record changed; it may call without a change too. Returns a function that ends it. It saves time
   * only: sessions read the record every `revalidateEveryMs` all the same, so a change that it misses does no harm.
   */
  watch?(key: string, listener: () => void): () => void
  /** True where a copy of the store may come into being, as of a tab's own storage when the tab is duplicated: nothing that is good for one use is put there. */
  readonly copyable?: boolean
}

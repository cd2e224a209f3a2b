import type { TokenRecord, Tombstone } from '../tokens/token-record.js'

/** What a store holds under a key, for a request that uses a secret in it. */
export interface RecordAccess {
  /** Whether the lock is held: then no other process that takes it is at work. */
  readonly locked: boolean
  /** Whether the server rejected the access token in the record. */
  readonly rejected: boolean
  load(): Promise<Loaded | undefined>
  commit(record: TokenRecord, version: string | undefined): Promise<Committed | undefined>
  /** The same for what cannot be had again: it is tried several times. */
  commitPatiently: RecordAccess['commit']
  /** Whether another token may be served in place of the one that is to be replaced. */
  serves(loaded: Loaded | undefined): boolean
  /** Waits that many milliseconds. Throws when the request was ended. */
  pause(ms: number): Promise<void>
  newId(): string
}

/** A readable record or none, and the version to commit over. */
export interface Loaded {
  readonly record?: TokenRecord | Tombstone
  readonly version?: string
  /** Another user's record stands there. */
  readonly foreign?: true
}

/** Whether the commit took effect, and what the key holds now. */
export interface Committed {
  readonly won: boolean
  readonly now: Loaded
}

/** The record as it now stands, with the refresh token in it reserved for this request. */
export interface Claim {
  readonly loaded: Loaded & { readonly record: TokenRecord }
  /** Gives it back after a failure. Returns the error to throw: what the failure turned out to mean. */
  release(error: unknown): Promise<unknown>
  /**
   * Stores the next refresh token, where the access token that came with it cannot be used. False where the record belongs to another
   * sign-in, or to none, by now.
   */
  keep(refreshToken: string | undefined): Promise<boolean>
}

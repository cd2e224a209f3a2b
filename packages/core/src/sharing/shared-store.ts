import type { ParentRecords } from './parent-records.js'
import type { StoreClient } from './store-client.js'
import type { StoreKeys } from './store-key.js'
import type { BoundedLock } from './with-lock.js'

/** What the sessions of a group share of their store. */
export interface SharedStore {
  readonly store: StoreClient
  readonly lock: BoundedLock | undefined
  readonly keys: StoreKeys
  readonly parents: ParentRecords
  /** How long ago a record may have been read when its token is served, in milliseconds. */
  readonly revalidateEveryMs: number
}

import {
  type Clock,
  type Random,
  type Stored,
  type StoredRecord,
  systemClock,
  systemRandom,
  type TokenStore,
} from '@looker-auth/core'
import type { PageGlobals } from '../page/page-globals.js'
import { fieldsOf } from './json-fields.js'
import { newVersion } from './new-version.js'
import { storageFailure, storageMissing } from './storage-failure.js'

/** What a {@link sessionStorageStore} is made of. */
export interface SessionStorageStoreOptions {
  /** Says when a record has expired. Default: the platform's clock. */
  readonly clock?: Clock | undefined
  /** Where versions come from. Default: the platform's randomness. */
  readonly random?: Random | undefined
  /** The page's globals. Default `globalThis`. */
  readonly page?: PageGlobals | undefined
}

const prefix = 'looker-auth:'

/** The version of every entry that is not ours. A commit over it replaces the entry, whatever it is. */
const foreignVersion = 'foreign'

/**
 * A store in `sessionStorage`: for one tab, through its reloads, until it is closed. Sign-outs in other tabs reach it inside of
 * `sharedSignOuts`. The token is readable for every script of the page.
 *
 * Each use rejects with AuthError `store_failed` when storage is blocked or full; sessions then go on from memory. An entry that is not
 * ours counts as unreadable, and is written over. With OAuth no refresh token is kept, for a duplicated tab would have it too: when the
 * access token ends, the user signs in again.
 *
 * @example
 * ```ts
 * import { sessionStorageStore, sharedSignOuts } from '@looker-auth/browser'
 *
 * const store = sharedSignOuts(sessionStorageStore())
 * ```
 */
export function sessionStorageStore({
  clock = systemClock(),
  random = systemRandom(),
  page = globalThis,
}: SessionStorageStoreOptions = {}): TokenStore {
  const current = (storage: Storage, key: string): Stored | undefined => {
    const text = storage.getItem(prefix + key)
    if (text === null) return undefined
    const stored = storedIn(text, clock)
    if (stored === undefined) storage.removeItem(prefix + key)
    return stored
  }
  return {
    // A tab that is duplicated takes a copy along.
    copyable: true,
    load: async key => withStorage(page, storage => current(storage, key)),
    // There is no pause between the read and the write, so that they are one step.
    commit: async (key, { value, keepUntilMs }, expectedVersion) =>
      withStorage(page, storage => {
        const stands = current(storage, key)
        if (stands !== undefined && stands.version !== expectedVersion) return stands
        const record: StoredRecord = { value, keepUntilMs }
        const version = newVersion(random)
        storage.setItem(prefix + key, JSON.stringify({ ...record, version }))
        return { record, version }
      }),
  }
}

/** @throws AuthError `store_failed` for whatever storage throws. */
function withStorage<T>(page: PageGlobals, work: (storage: Storage) => T): T {
  try {
    const storage = page.sessionStorage
    if (!storage) throw storageMissing()
    return work(storage)
  } catch (error) {
    throw storageFailure(error)
  }
}

function storedIn(text: string, clock: Clock): Stored | undefined {
  const { value, keepUntilMs, version } = fieldsOf(text)
  if (typeof value !== 'string' || typeof keepUntilMs !== 'number' || typeof version !== 'string') {
    // No record is the empty text: sessions take it for an unreadable one.
    return { record: { value: '', keepUntilMs: clock.now() }, version: foreignVersion }
  }
  return keepUntilMs < clock.now() ? undefined : { record: { value, keepUntilMs }, version }
}

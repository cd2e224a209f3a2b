import {
  AuthError,
  type Clock,
  encryptedStore,
  type Random,
  systemClock,
  systemRandom,
  type TokenStore,
} from '@looker-auth/core'
import { onPage, type PageGlobals } from '../page/page-globals.js'
import { type TabChannel, tabChannel } from '../tabs/tab-channel.js'
import { within } from '../time/within.js'
import { type Connection, Database } from './indexed-db/database.js'
import { recordKey } from './indexed-db/record-key.js'
import { commitRecord, loadRecord, sweepRecords } from './indexed-db/records.js'
import { storageFailure } from './storage-failure.js'

/** How an {@link indexedDbStore} keeps its records. */
export interface IndexedDbStoreOptions {
  /** Name of the database. Stores of one name share their records. Default `looker-auth`. */
  readonly name?: string | undefined
  /**
   * Encrypts records with AES-256-GCM under a key in the same database that scripts can use, but not read: a copy of the database's
   * records alone shows no token. It does not stop a script that runs in the page. Default false.
   */
  readonly encrypt?: boolean | undefined
  /** Notifies the tabs of changes. Default: a BroadcastChannel of the database's name. */
  readonly channel?: TabChannel | undefined
  /** Says when a record has expired, and bounds each use. Default: the platform's clock. */
  readonly clock?: Clock | undefined
  /** Where versions come from. Default: the platform's randomness. */
  readonly random?: Random | undefined
  /** The page's globals. Default `globalThis`. */
  readonly page?: PageGlobals | undefined
}

/** A {@link TokenStore} that notifies of changes. */
export type NotifyingStore = TokenStore & Required<Pick<TokenStore, 'watch'>>

/** Shorter than what sessions wait for a store, so that they learn what to do about it. */
const answerMs = 1800
const sweepEveryMs = 60_000

/**
 * A store in IndexedDB: all tabs of one origin share tokens and sign-outs, and they outlast a reload. Each commit is one transaction.
 * The database is opened at the first use, closed when the page is hidden for good or another tab upgrades it, and opened again at the
 * next use.
 *
 * Each use rejects with AuthError `store_failed`, and says the next step, when storage is blocked or full, the database is another
 * release's or another program's, or does not answer within 1.8 s; sessions then go on from memory. What is no record of ours counts as
 * unreadable: the session reports `record_set_aside`, signs in and writes over it.
 *
 * @example
 * ```ts
 * import { indexedDbStore } from '@looker-auth/browser'
 *
 * const store = indexedDbStore({ encrypt: true })
 * const end = store.watch('key', () => {}) // called when another tab signs out
 * end()
 * ```
 */
export function indexedDbStore({
  name = 'looker-auth',
  encrypt = false,
  clock = systemClock(),
  random = systemRandom(),
  page = globalThis,
  channel = tabChannel(`looker-auth:indexed-db:${name}`, { page }),
}: IndexedDbStoreOptions = {}): NotifyingStore {
  const database = new Database(name, page, () => channel.missed())
  const opened = new WeakMap<Connection, Promise<TokenStore>>()
  let sweepAtMs = Number.NEGATIVE_INFINITY

  const sweepNowAndThen = (connection: Connection): void => {
    if (clock.monotonic() < sweepAtMs) return
    sweepAtMs = clock.monotonic() + sweepEveryMs
    // What is left is absent all the same.
    sweepRecords(connection, clock).catch(() => {})
  }

  const plain = (connection: Connection): TokenStore => ({
    load: key => loadRecord(connection, key, clock),
    async commit(key, next, expectedVersion) {
      const tell = (): void => channel.tell({ key, news: 'changed' })
      // A page that is left may end before its commit does, so it notifies at once: a tab that then reads waits for the commit.
      const endPage = onPage(page, { pagehide: tell })
      const committing = commitRecord(connection, key, next, expectedVersion, { clock, random })
      const { won, now } = await committing.finally(endPage)
      if (won) tell()
      sweepNowAndThen(connection)
      return now
    },
  })

  const encrypted = async (connection: Connection): Promise<TokenStore> => {
    const key = await recordKey(connection)
    return encryptedStore(plain(connection), { current: { id: 'browser', key } }, { random })
  }

  // The store is kept by its connection: when the database is deleted, its key is deleted too, and the connection ends.
  const storeOver = async (connection: Connection): Promise<TokenStore> => {
    if (!encrypt) return plain(connection)
    const known = opened.get(connection) ?? encrypted(connection)
    opened.set(connection, known)
    return known.catch(error => {
      opened.delete(connection)
      throw error
    })
  }

  const answered = <T>(work: (store: TokenStore) => Promise<T>): Promise<T> => {
    const working = database
      .use(async connection => work(await storeOver(connection)))
      .catch(error => {
        throw storageFailure(error)
      })
    return within(working, answerMs, clock, slow)
  }

  return {
    load: key => answered(store => store.load(key)),
    commit: (key, next, expectedVersion) => answered(store => store.commit(key, next, expectedVersion)),
    watch: (key, listener) => channel.watch(key, () => listener()),
  }
}

function slow(): AuthError {
  return new AuthError('store_failed', {
    message: `IndexedDB did not answer within ${answerMs} ms.`,
    hint: 'Another tab of this site may hold up an upgrade of the database: close or reload the other tabs.',
  })
}

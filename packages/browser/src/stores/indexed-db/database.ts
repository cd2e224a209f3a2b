import { type DBSchema, type IDBPDatabase, wrap } from 'idb'
import { onPage, type PageGlobals } from '../../page/page-globals.js'
import { storageMissing } from '../storage-failure.js'

/** What is in the database. What stands there may be of others, so it is `unknown` until it was checked. */
interface Schema extends DBSchema {
  records: { key: string; value: unknown; indexes: { keepUntilMs: number } }
  keys: { key: string; value: unknown }
}

/** An open connection. */
export type Connection = IDBPDatabase<Schema>

const version = 1

/**
 * A database that is opened when it is first needed, and again when it was closed: because another tab upgrades or deletes it, because
 * the browser took it away, or because the page may go into the back/forward cache.
 */
export class Database {
  readonly #name: string
  readonly #page: PageGlobals
  readonly #taken: () => void
  #connection: Connection | undefined
  #opening: Promise<Connection> | undefined
  /** Closes what is open. */
  #drop = (): void => {}

  /** @param taken Called when the browser closed it unasked, as when site data was cleared. */
  constructor(name: string, page: PageGlobals, taken: () => void) {
    this.#name = name
    this.#page = page
    this.#taken = taken
  }

  /** The work's outcome over an open connection. */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.#opened()
    try {
      return await work(connection)
    } catch (error) {
      // It was closed before the work's transaction began, so nothing was done.
      if (!isClosed(error)) throw error
      // The browser closed it, and its event is yet to come.
      if (connection === this.#connection) this.#drop()
      return await work(await this.#opened())
    }
  }

  async #opened(): Promise<Connection> {
    if (this.#connection !== undefined) return this.#connection
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  async #open(): Promise<Connection> {
    let hidden = false
    const endPage = onPage(this.#page, {
      pagehide: () => {
        hidden = true
        this.#drop()
      },
    })
    const connection = await this.#request().catch(error => {
      endPage()
      throw error
    })
    this.#drop = () => {
      this.#drop = () => {}
      this.#connection = undefined
      endPage()
      connection.close()
    }
    connection.addEventListener('versionchange', () => this.#drop())
    connection.addEventListener('close', () => {
      this.#drop()
      this.#taken()
    })
    this.#connection = connection
    if (hidden) this.#drop()
    return connection
  }

  async #request(): Promise<Connection> {
    const factory = this.#page.indexedDB
    if (!factory) throw storageMissing()
    const request = factory.open(this.#name, version)
    request.addEventListener('upgradeneeded', () => create(request.result))
    return (await wrap(request)) as unknown as Connection
  }
}

function create(database: IDBDatabase): void {
  database.createObjectStore('records', { keyPath: 'key' }).createIndex('keepUntilMs', 'keepUntilMs')
  database.createObjectStore('keys')
}

function isClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError'
}

// Every page of the tab tests runs this file; the tests work with the `kit` in it.
import { AuthError, memoryStore, type Stored, type TokenStore } from '@looker-auth/core'
import { indexedDbStore, pageLife, sessionStorageStore, sharedSignOuts, webLock } from '../../src/index'
import { patientClock } from './patient-clock'

const stores = {
  indexedDb: () => indexedDbStore({ clock: patientClock() }),
  encrypted: () => indexedDbStore({ encrypt: true, clock: patientClock() }),
  sessionStorage: (): TokenStore => sessionStorageStore(),
  sharedMemory: () => sharedSignOuts(memoryStore()),
  sharedSessionStorage: () => sharedSignOuts(sessionStorageStore()),
}

/** What a call came to: JSON, or the AuthError's code and sentence. */
type Outcome<T> = { readonly value: T } | { readonly code: string; readonly message: string }

const lock = webLock()
let store: TokenStore = stores.sharedMemory()

const kit = {
  /** Told by the store's watch. */
  told: 0,
  /** Told by pageLife. */
  rechecks: 0,
  persisted: undefined as boolean | undefined,
  unhandled: [] as string[],
  /** The first load after the page was shown again, begun before any timer could run. */
  loadedOnReturn: undefined as Promise<Outcome<Stored | undefined>> | undefined,

  open(kind: keyof typeof stores): void {
    store = stores[kind]()
    store.watch?.('key', () => {
      kit.told++
    })
    pageLife()(() => {
      kit.rechecks++
    })
  },
  load: () => outcome(() => store.load('key')),
  /** Commits over whatever is there. */
  commit: (value: string, keepMs = 3_600_000) =>
    outcome(async () => {
      const over = await store.load('key')
      return store.commit('key', { value, keepUntilMs: Date.now() + keepMs }, over?.version)
    }),
  /** Commits that many letters which the browser cannot compress, so that they take their room. */
  commitRandom: (length: number) =>
    kit.commit(Array.from({ length: length / 32 }, () => crypto.randomUUID().replaceAll('-', '')).join('')),
  /** Adds one to the number in the record, that often, against whoever else does. */
  async addUp(times: number): Promise<void> {
    for (let left = times; left > 0; ) {
      const seen = await store.load('key')
      const value = `${Number.parseInt(seen?.record.value ?? '0', 10) + 1} ${crypto.randomUUID()}`
      const now = await store.commit('key', { value, keepUntilMs: Date.now() + 3_600_000 }, seen?.version)
      if (now.record.value === value) left--
    }
  },
  /** Takes the lock, and keeps it until the page is closed. */
  holdLock: () =>
    new Promise<boolean>(resolve => {
      void lock.run('key', { waitMs: 60_000, holdMs: 600_000 }, held => {
        resolve(held)
        return new Promise(() => {})
      })
    }),
  lock: (waitMs: number) => outcome(() => lock.run('key', { waitMs, holdMs: 1000 }, async held => held)),
  /** How many locks the origin's tabs hold and wait for. */
  async locks(): Promise<{ held: number; pending: number }> {
    const { held = [], pending = [] } = await navigator.locks.query()
    return { held: held.length, pending: pending.length }
  },
  heard: [] as unknown[],
  /** Hears what is posted on that channel, as any script of the origin could. */
  listen(channel: string): void {
    new BroadcastChannel(channel).onmessage = ({ data }) => kit.heard.push(data)
  },
  /** Opens the database without us. It hinders every upgrade. */
  openRaw: (version: number) =>
    new Promise<string>(resolve => {
      const request = indexedDB.open('looker-auth', version)
      request.onsuccess = () => resolve('open')
      request.onerror = () => resolve(String(request.error))
      request.onblocked = () => resolve('blocked')
    }),
  /** What the page gets when it touches localStorage. */
  storage(): string {
    try {
      return JSON.stringify(localStorage)
    } catch (error) {
      return String(error)
    }
  },
  /** Everything in the database, as text. */
  dump: async (): Promise<string> => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('looker-auth')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const rows = await new Promise<unknown>((resolve, reject) => {
      const request = database.transaction('records').objectStore('records').getAll()
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    database.close()
    return JSON.stringify(rows)
  },
}

async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() }
  } catch (error) {
    if (AuthError.is(error)) return { code: error.code, message: error.message }
    return { code: 'no AuthError', message: String(error) }
  }
}

addEventListener('pageshow', ({ persisted }) => {
  kit.persisted = persisted
  if (persisted) kit.loadedOnReturn = kit.load()
})
addEventListener('unhandledrejection', ({ reason }) => kit.unhandled.push(String(reason)))

declare global {
  var tab: typeof kit
}

globalThis.tab = kit

import { decodeRecord, type Lock, type Stored, type StoredRecord, type TokenStore } from './product.js'

/** A store in a Map that tests can watch, break, hold up and look into. */
export interface MapStore extends TokenStore {
  readonly records: Map<string, Stored>
  /** How often each operation was asked for. */
  readonly counts: { load: number; commit: number }
  /** What to do before an operation: throw, or wait. Called with the operation's name. */
  before: ((operation: 'load' | 'commit', key: string) => void | Promise<void>) | undefined
  /** The same, once the operation is done and before its answer arrives. */
  after: ((operation: 'load' | 'commit', key: string) => void | Promise<void>) | undefined
  /** The same records as somebody else sees them: with counts and interruptions of its own. */
  view(): MapStore
}

interface Shared {
  readonly watches: Watches
  readonly records: Map<string, Stored>
  readonly listeners: Map<string, Set<() => void>>
  version: number
}

/** Whether it notifies of changes; `down`: it could, but the connection to it is down. */
export type Watches = boolean | 'down'

export function mapStore({ watches = false }: { readonly watches?: Watches } = {}): MapStore {
  return viewOf({ watches, records: new Map(), listeners: new Map(), version: 0 })
}

function viewOf(shared: Shared): MapStore {
  const { records, listeners } = shared
  const counts = { load: 0, commit: 0 }
  const store: MapStore = {
    records,
    counts,
    before: undefined,
    after: undefined,
    view: () => viewOf(shared),
    async load(key) {
      counts.load++
      await store.before?.('load', key)
      const found = records.get(key)
      await store.after?.('load', key)
      return found
    },
    async commit(key: string, next: StoredRecord, expectedVersion: string | undefined) {
      counts.commit++
      await store.before?.('commit', key)
      const present = records.get(key)
      if (present?.version !== expectedVersion && present !== undefined) return present
      const now = { record: next, version: `v${++shared.version}` }
      records.set(key, now)
      for (const listener of [...(listeners.get(key) ?? [])]) listener()
      await store.after?.('commit', key)
      return now
    },
  }
  if (!shared.watches) return store
  if (shared.watches === 'down') return Object.assign(store, { watch: () => () => {} })
  store.watch = (key, listener) => {
    const own = listeners.get(key) ?? new Set()
    listeners.set(key, own.add(listener))
    return () => own.delete(listener)
  }
  return store
}

/** What kinds of records the store holds, for the API key's own user. */
export function kindsIn(store: MapStore): string {
  return [...store.records.values()]
    .map(({ record }) => decodeRecord(record.value, undefined))
    .map(record => (typeof record === 'string' ? record : record.kind))
    .join()
}

/** A lock of this process, first come, first served, that says whether it is held. */
export function queueLock(): Lock & { readonly holders: ReadonlySet<string> } {
  const tails = new Map<string, Promise<void>>()
  const holders = new Set<string>()
  return {
    holders,
    async run(key, { signal }, task) {
      const before = tails.get(key) ?? Promise.resolve()
      let release = (): void => {}
      const mine = new Promise<void>(resolve => {
        release = resolve
      })
      tails.set(
        key,
        before.then(() => mine),
      )
      try {
        await before
        signal?.throwIfAborted()
        holders.add(key)
        return await task(true)
      } finally {
        holders.delete(key)
        release()
      }
    },
  }
}

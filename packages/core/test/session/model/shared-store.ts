import type { Stored, TokenStore } from '../product.js'

/** What several session groups share. Each works on it through a view of its own, step by step. */
export class SharedStore {
  readonly records = new Map<string, Stored>()
  /** All records that ever stood in it, in their order, and the values of those that it lost. */
  readonly committed: { readonly key: string; readonly value: string }[] = []
  readonly lost: string[] = []
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #watched: boolean
  #version = 0

  /** @param watched Whether it notifies of changes. */
  constructor(watched: boolean) {
    this.#watched = watched
  }

  /** @param pause Waited for before and after each step. */
  view(pause: (step: string) => Promise<void>): TokenStore {
    const view: TokenStore = {
      load: async key => {
        await pause('load')
        const found = this.records.get(key)
        await pause('loaded')
        return found
      },
      commit: async (key, next, expectedVersion) => {
        await pause('commit')
        const present = this.records.get(key)
        if (present !== undefined && present.version !== expectedVersion) {
          await pause('lost')
          return present
        }
        const now = { record: next, version: `v${++this.#version}` }
        this.records.set(key, now)
        this.committed.push({ key, value: next.value })
        for (const listener of [...(this.#listeners.get(key) ?? [])]) listener()
        await pause('committed')
        return now
      },
    }
    if (!this.#watched) return view
    view.watch = (key, listener) => {
      const entry = (): void => listener()
      const own = this.#listeners.get(key) ?? new Set()
      this.#listeners.set(key, own.add(entry))
      return () => own.delete(entry)
    }
    return view
  }

  /** Everything is lost, and no watcher is notified. */
  flush(): void {
    for (const { record } of this.records.values()) this.lost.push(record.value)
    this.records.clear()
  }
}

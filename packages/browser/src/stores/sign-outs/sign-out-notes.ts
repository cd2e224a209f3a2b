import { type Clock, isTombstone, type StoredRecord } from '@looker-auth/core'
import type { PageGlobals } from '../../page/page-globals.js'
import { fieldsOf } from '../json-fields.js'

const prefix = 'looker-auth:signed-out:'
const followedPrefix = 'looker-auth:signed-in-after:'

/**
 * The latest sign-out of each key, as a note in localStorage for every tab. Whether somebody signed in after it is a note of its own, so
 * that nobody who writes it takes away a sign-out that came meanwhile. Where localStorage is blocked there are no notes.
 */
export class SignOutNotes {
  readonly #page: PageGlobals
  readonly #clock: Clock

  constructor(page: PageGlobals, clock: Clock) {
    this.#page = page
    this.#clock = clock
  }

  /** Whether notes can be read here. */
  get usable(): boolean {
    return this.#storage() !== undefined
  }

  /** The tombstone of the latest sign-out that was noted. */
  latest(key: string): StoredRecord | undefined {
    return this.#read(prefix + key)
  }

  /** Notes a sign-out. Answers false where it could not. */
  put(key: string, tombstone: StoredRecord): boolean {
    this.#sweep()
    return this.#write(prefix + key, tombstone)
  }

  /** Whether somebody signed in after that sign-out: then it ends older records, and keeps nobody from beginning anew. */
  isFollowed(key: string, { value }: StoredRecord): boolean {
    return this.#read(followedPrefix + key)?.value === value
  }

  /** Notes that somebody signed in after that sign-out. */
  follow(key: string, tombstone: StoredRecord): void {
    if (!this.isFollowed(key, tombstone)) this.#write(followedPrefix + key, tombstone)
  }

  /** Whether the `storage` event tells of a sign-out under the key. */
  isAbout(key: string, event: Event): boolean {
    const changed = (event as StorageEvent).key
    return changed === null || changed === prefix + key
  }

  #read(name: string): StoredRecord | undefined {
    try {
      return this.#noteIn(this.#storage()?.getItem(name) ?? '')
    } catch {
      return undefined
    }
  }

  #write(name: string, { value, keepUntilMs }: StoredRecord): boolean {
    const storage = this.#storage()
    try {
      storage?.setItem(name, JSON.stringify({ value, keepUntilMs }))
      return storage !== undefined
    } catch {
      return false
    }
  }

  /** What anybody else put there, and what is over, is no note. */
  #noteIn(text: string): StoredRecord | undefined {
    const { value, keepUntilMs } = fieldsOf(text)
    if (typeof value !== 'string' || !isTombstone(value)) return undefined
    if (typeof keepUntilMs !== 'number' || keepUntilMs < this.#clock.now()) return undefined
    return { value, keepUntilMs }
  }

  #sweep(): void {
    try {
      const storage = this.#storage()
      const names = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '')
      const ours = names.filter(name => name.startsWith(prefix) || name.startsWith(followedPrefix))
      for (const name of ours) if (this.#read(name) === undefined) storage?.removeItem(name)
    } catch {
      // What is left is read as nothing.
    }
  }

  /** Undefined where there is none, or it is blocked. */
  #storage(): Storage | undefined {
    try {
      return this.#page.localStorage ?? undefined
    } catch {
      return undefined
    }
  }
}

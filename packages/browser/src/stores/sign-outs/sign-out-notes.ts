import { type Clock, isTombstone, type StoredRecord } from '@looker-auth/core'
import type { PageGlobals } from '../../page/page-globals.js'
import { fieldsOf } from '../json-fields.js'

const prefix = 'looker-auth:signed-out:'
const followedPrefix = 'looker-auth:signed-in-after:'

/**
 * The latest sign-out of each user under a key, as a note in localStorage for every tab. Whether somebody signed in after the last is
 * a note of its own, so that nobody who writes it takes away a sign-out that came meanwhile. Where localStorage is blocked there
 * are no notes.
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

  /** The tombstones that were noted, the latest first: see {@link noteFor}. */
  of(key: string): readonly StoredRecord[] {
    return this.#read(prefix + key)
  }

  /** Notes a sign-out. Answers false where it could not. */
  put(key: string, tombstone: StoredRecord): boolean {
    this.#sweep()
    const subject = subjectOf(tombstone.value)
    const before = this.of(key)
    // One that ends everybody leaves nothing to say of those before it. None is forgotten before an older one.
    const others = subject === undefined ? [] : before.filter(({ value }) => subjectOf(value) !== subject)
    const keepUntilMs = Math.max(...[tombstone, ...before].map(note => note.keepUntilMs))
    return this.#write(prefix + key, [{ value: tombstone.value, keepUntilMs }, ...others])
  }

  /** Whether somebody signed in after that sign-out: then it ends older records, and keeps nobody from beginning anew. */
  isFollowed(key: string, { value }: StoredRecord): boolean {
    return this.#read(followedPrefix + key)[0]?.value === value
  }

  /** Notes that somebody signed in after that sign-out. */
  follow(key: string, tombstone: StoredRecord): void {
    if (!this.isFollowed(key, tombstone)) this.#write(followedPrefix + key, [tombstone])
  }

  /** Whether the `storage` event tells of a sign-out under the key. */
  isAbout(key: string, event: Event): boolean {
    const changed = (event as StorageEvent).key
    return changed === null || changed === prefix + key
  }

  #read(name: string): StoredRecord[] {
    try {
      const notes: unknown = JSON.parse(this.#storage()?.getItem(name) ?? '[]')
      return Array.isArray(notes) ? notes.flatMap(note => this.#tombstoneIn(note) ?? []) : []
    } catch {
      return []
    }
  }

  #write(name: string, notes: readonly StoredRecord[]): boolean {
    const storage = this.#storage()
    try {
      storage?.setItem(name, JSON.stringify(notes.map(({ value, keepUntilMs }) => ({ value, keepUntilMs }))))
      return storage !== undefined
    } catch {
      return false
    }
  }

  /** What anybody else put there, and what is over, is no note. */
  #tombstoneIn(note: unknown): StoredRecord | undefined {
    const { value, keepUntilMs } = Object(note) as Partial<StoredRecord>
    if (typeof value !== 'string' || !isTombstone(value)) return undefined
    if (typeof keepUntilMs !== 'number' || keepUntilMs < this.#clock.now()) return undefined
    return { value, keepUntilMs }
  }

  #sweep(): void {
    try {
      const storage = this.#storage()
      const names = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '')
      const ours = names.filter(name => name.startsWith(prefix) || name.startsWith(followedPrefix))
      for (const name of ours) if (this.#read(name).length === 0) storage?.removeItem(name)
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

/** The latest of these sign-outs that ends the user of a record, or whoever has none: one that says of whom it was ends nobody else. */
export function noteFor(noted: readonly StoredRecord[], value = ''): StoredRecord | undefined {
  const subject = subjectOf(value)
  return noted.find(note => [undefined, subject].includes(subjectOf(note.value)) || subject === undefined)
}

function subjectOf(value: string): string | undefined {
  const { subject } = fieldsOf(value)
  return typeof subject === 'string' ? subject : undefined
}

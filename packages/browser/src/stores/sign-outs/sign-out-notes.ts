import { type Clock, isTombstone, type StoredRecord, subjectOfRecord } from '@looker-auth/core'
import type { PageGlobals } from '../../page/page-globals.js'
import { itemNames } from '../item-names.js'
import { fieldsOf } from '../json-fields.js'

const prefix = 'looker-auth:signed-out:'
const followedPrefix = 'looker-auth:signed-in-after:'

/** A sign-out as it is noted. */
interface Note extends StoredRecord {
  /** Higher than that of every sign-out that was known to the tab which wrote it. */
  readonly order: number
}

/**
 * The sign-outs under a key, as notes in localStorage for every tab. Each sign-out is an item of its own, named by the key and the
 * tombstone. A tab writes only items that no other tab writes, so tabs that sign out at the same moment, before they see each other's
 * item, lose none. Of each user the latest is kept, until it expires. That a user signed in after a sign-out is an item of its own
 * too. Where localStorage is blocked there are no notes.
 */
export class SignOutNotes {
  readonly #page: PageGlobals
  readonly #clock: Clock

  constructor(page: PageGlobals, clock: Clock) {
    this.#page = page
    this.#clock = clock
  }

  /** The tombstones that were noted, the latest first. */
  of(key: string): readonly StoredRecord[] {
    return this.#notes(key).map(({ value, keepUntilMs }) => ({ value, keepUntilMs }))
  }

  /** Notes a sign-out. Answers false where it could not. */
  put(key: string, { value, keepUntilMs }: StoredRecord): boolean {
    this.#sweep()
    const before = this.#notes(key)
    const subject = subjectOfRecord(value)
    // A sign-out of every user replaces the notes of all sign-outs before it.
    const replaced = before.filter(note => subject === undefined || subjectOfRecord(note.value) === subject)
    const noted = this.#write(prefix + nameOf(key, value), {
      order: (before[0]?.order ?? 0) + 1,
      keepUntilMs: Math.max(keepUntilMs, ...replaced.map(note => note.keepUntilMs)),
    })
    if (!noted) return false
    // Only what was there before: of two tabs that replace at the same moment, neither removes what the other one writes.
    for (const note of replaced) {
      const name = nameOf(key, note.value)
      if (note.value !== value) for (const kind of [prefix, followedPrefix]) this.#remove(kind + name)
    }
    return true
  }

  /** Whether a user signed in after that sign-out: then it ends older records only, and a page without a record may sign in. */
  isFollowed(key: string, { value }: StoredRecord): boolean {
    return this.#read(followedPrefix + nameOf(key, value)) !== undefined
  }

  /** Notes that a user signed in after that sign-out. */
  follow(key: string, { value, keepUntilMs }: StoredRecord): void {
    const item = followedPrefix + nameOf(key, value)
    if (this.#read(item) === undefined) this.#write(item, { keepUntilMs })
  }

  /** Whether the `storage` event is about a sign-out under the key. */
  isAbout(key: string, event: Event): boolean {
    const changed = (event as StorageEvent).key
    return changed === null || changed.startsWith(prefix + nameOf(key))
  }

  /** An item that another program put there, or that has expired, is no note. */
  #notes(key: string): readonly Note[] {
    const start = prefix + nameOf(key)
    return this.#items(start)
      .flatMap(item => {
        const [value, fields] = [item.slice(start.length), this.#read(item)]
        return fields !== undefined && isTombstone(value) ? { value, ...fields } : []
      })
      .sort((a, b) => b.order - a.order || (a.value < b.value ? -1 : 1))
  }

  /** What is in an item; undefined when it is not ours or has expired. */
  #read(item: string): Omit<Note, 'value'> | undefined {
    const { order = 0, keepUntilMs } = fieldsOf(this.#use(storage => storage.getItem(item)) ?? '')
    if (!Number.isSafeInteger(order) || typeof keepUntilMs !== 'number') return undefined
    return keepUntilMs < this.#clock.now() ? undefined : { order: Number(order), keepUntilMs }
  }

  #write(item: string, fields: object): boolean {
    const text = JSON.stringify(fields)
    return this.#use(storage => storage.setItem(item, text) ?? true) ?? false
  }

  #remove(item: string): void {
    this.#use(storage => storage.removeItem(item))
  }

  /** Removes expired items, and those that follow a sign-out that is gone. */
  #sweep(): void {
    const [noted, followed] = [this.#items(prefix), this.#items(followedPrefix)]
    const isGone = (item: string): boolean => !noted.includes(prefix + item.slice(followedPrefix.length))
    const isOver = (item: string): boolean => this.#read(item) === undefined
    for (const item of [...noted.filter(isOver), ...followed.filter(item => isGone(item) || isOver(item))])
      this.#remove(item)
  }

  #items(beginning: string): readonly string[] {
    return this.#use(storage => itemNames(storage, beginning)) ?? []
  }

  /** Undefined where there is no storage, it is blocked, or it fails. */
  #use<T>(work: (storage: Storage) => T): T | undefined {
    try {
      const { localStorage } = this.#page
      return localStorage === undefined || localStorage === null ? undefined : work(localStorage)
    } catch {
      return undefined
    }
  }
}

/** Names a sign-out; without one, how the names of all under the key begin. */
function nameOf(key: string, value = ''): string {
  return `${JSON.stringify(key)}:${value}`
}

/** Whether a sign-out ends the user of a record, or a page without one: a sign-out that names its user ends no other user. */
export function endsUserOf({ value }: StoredRecord, record: string): boolean {
  const [ended, subject] = [subjectOfRecord(value), subjectOfRecord(record)]
  return ended === undefined || subject === undefined || ended === subject
}

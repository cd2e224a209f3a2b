import {
  type Clock,
  isTombstone,
  newTombstone,
  type Random,
  type Stored,
  type StoredRecord,
  systemClock,
  systemRandom,
  type TokenStore,
  tombstoneOver,
} from '@looker-auth/core'
import { onPage, type PageGlobals } from '../page/page-globals.js'
import { type TabChannel, tabChannel } from '../tabs/tab-channel.js'
import type { NotifyingStore } from './indexed-db-store.js'
import { type OwnRecord, unwrapped, wrapped } from './sign-outs/own-record.js'
import { endsUserOf, SignOutNotes } from './sign-outs/sign-out-notes.js'

/** What {@link sharedSignOuts} is made of. */
export interface SharedSignOutsOptions {
  /** Notifies the tabs of sign-outs. Default: a BroadcastChannel. */
  readonly channel?: TabChannel | undefined
  /** Says when a sign-out is forgotten. Default: the platform's clock. */
  readonly clock?: Clock | undefined
  /** Names the sign-outs of another tab of which no more is known than that they happened. Default: the platform's randomness. */
  readonly random?: Random | undefined
  /** The page's globals. Default `globalThis`. */
  readonly page?: PageGlobals | undefined
}

/**
 * Shares the sign-outs of a store that only one tab sees, `memoryStore()` or `sessionStorageStore()`, with the other tabs of the
 * origin and with pages that come back from the back/forward cache. Tokens are never shared. A sign-out's record, which holds no token, is put
 * into localStorage for as long as it is to be kept, and the other tabs are notified; what a tab stored before it counts as signed out there.
 * A page that stores nothing yet may sign in again once a user signed in after the sign-out.
 *
 * Where localStorage is blocked or full, only the tabs that are awake and watch are notified of the sign-out. To encrypt, wrap the inner
 * store: `sharedSignOuts(encryptedStore(...))`.
 *
 * @example
 * ```ts
 * import { sharedSignOuts } from '@looker-auth/browser'
 * import { memoryStore } from '@looker-auth/core'
 *
 * const store = sharedSignOuts(memoryStore())
 * ```
 */
export function sharedSignOuts(
  inner: TokenStore,
  {
    clock = systemClock(),
    random = systemRandom(),
    page = globalThis,
    channel = tabChannel('looker-auth:signed-out', { page }),
  }: SharedSignOutsOptions = {},
): NotifyingStore {
  const notes = new SignOutNotes(page, clock)
  /** Sign-outs without a note: only a message of another tab reported them. */
  const toldOnly = new Map<string, StoredRecord>()

  /** The sign-outs that this tab's record does not know of, the latest first. */
  const unseen = (
    key: string,
    own: OwnRecord | undefined,
    noted: readonly StoredRecord[],
  ): readonly StoredRecord[] => {
    // Already signed out: another sign-out ends nothing more, and a new sign-in comes after all of them.
    if (own !== undefined && isTombstone(own.record.value)) return []
    const ends = (note: StoredRecord): boolean =>
      own === undefined
        ? !notes.isFollowed(key, note)
        : endsUserOf(note, own.record.value) && !own.after.includes(note.value)
    const heard = toldOnly.get(key)
    return [...(heard === undefined ? [] : [heard]), ...noted.filter(ends)]
  }

  const current = (
    key: string,
    own: OwnRecord | undefined,
    noted: readonly StoredRecord[],
  ): Stored | undefined => {
    const [record, ...others] = unseen(key, own, noted)
    if (record === undefined) return own && { record: own.record, version: own.version }
    const names = [record, ...others].map(({ value }) => value)
    const value = own === undefined ? record.value : tombstoneOver(record.value, own.record.value)
    return { record: { ...record, value }, version: `${own?.version ?? ''} ended by ${names.join(' ')}` }
  }

  const loadOwn = async (key: string): Promise<OwnRecord | undefined> => {
    const stored = await inner.load(key)
    return stored && unwrapped(stored)
  }

  /** Notifies the other tabs of a sign-out; of a sign-in, only that it came after the sign-outs that were there. */
  const committed = (key: string, next: StoredRecord, over: readonly StoredRecord[]): void => {
    if (isTombstone(next.value)) channel.tell({ key, news: notes.put(key, next) ? 'changed' : 'signed_out' })
    else for (const note of over) notes.follow(key, note)
  }

  return {
    async load(key) {
      const own = await loadOwn(key)
      return current(key, own, notes.of(key))
    },
    async commit(key, next, expectedVersion) {
      const own = await loadOwn(key)
      // Read once: a sign-out that another tab notes from here on comes after this commit.
      const noted = notes.of(key)
      const heard = toldOnly.get(key)
      const stands = current(key, own, noted)
      if (stands !== undefined && stands.version !== expectedVersion) return stands
      const known = noted.filter(note => endsUserOf(note, next.value)).map(({ value }) => value)
      const mine = wrapped(next, known)
      const now = await inner.commit(key, mine, own?.version)
      if (now.record.value === mine.value) {
        if (toldOnly.get(key) === heard) toldOnly.delete(key)
        const renews = stands !== undefined && !isTombstone(stands.record.value)
        committed(key, next, renews ? [] : noted)
      }
      return current(key, unwrapped(now), notes.of(key)) ?? now
    },
    watch(key, listener) {
      const ends = [
        channel.watch(key, news => {
          if (news === 'signed_out' && !toldOnly.has(key)) {
            toldOnly.set(key, { value: newTombstone(random), keepUntilMs: Number.MAX_SAFE_INTEGER })
          }
          listener()
        }),
        inner.watch?.(key, listener),
        onPage(page, {
          storage: event => {
            if (notes.isAbout(key, event)) listener()
          },
        }),
      ]
      return () => {
        for (const end of ends) end?.()
      }
    },
    ...(inner.copyable !== undefined && { copyable: inner.copyable }),
  }
}

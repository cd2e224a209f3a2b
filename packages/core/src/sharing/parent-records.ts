import { type Moment, momentOf } from '../tokens/cached-token.js'
import type { TokenOwner } from '../tokens/token-owner.js'
import type { SignIn, TokenRecord, Tombstone } from '../tokens/token-record.js'
import { expectedSubject } from './adoption.js'
import type { Report, StoreClient } from './store-client.js'

/** What the admin's key holds. A record that cannot be read, or that the store forgot, ends nothing. */
type ParentRecord = TokenRecord | Tombstone | undefined

/** The record of the group's admin, for the sessions of its users. One reading serves all sessions that need it soon after. */
export class ParentRecords {
  readonly #store: StoreClient
  readonly #everyMs: number
  #reading:
    | { readonly key: string; readonly until: Moment; readonly record: Promise<ParentRecord> }
    | undefined

  /** @param everyMs How old a reading may be, in milliseconds. */
  constructor(store: StoreClient, everyMs: number) {
    this.#store = store
    this.#everyMs = everyMs
  }

  /** The admin's record may have changed. */
  forget(): void {
    this.#reading = undefined
  }

  /** Whether the admin's sign-in of that record was ended, as far as the group remembers or the admin's record shows. */
  async isEnded(owner: TokenOwner, record: Pick<TokenRecord, 'parent'>, report: Report): Promise<boolean> {
    const { parent } = owner
    if (record.parent === undefined || parent === undefined) return false
    const { key, signInId } = record.parent
    const isKnown = (): boolean => parent.isSignedOut || parent.owner.signIns.hasEnded(signInId)
    if (isKnown()) return true
    const stored = key === undefined ? undefined : await this.#read(key, parent.owner, report)
    if (stored !== undefined && supersedes(stored, record.parent)) {
      parent.owner.signIns.end(signInId)
      parent.invalidate()
    }
    return isKnown()
  }

  #read(key: string, admin: TokenOwner, report: Report): Promise<ParentRecord> {
    const now = momentOf(admin.group.calls.clock)
    const known = this.#reading
    if (known?.key === key && now.wallMs < known.until.wallMs && now.monotonicMs < known.until.monotonicMs)
      return known.record
    const until = { wallMs: now.wallMs + this.#everyMs, monotonicMs: now.monotonicMs + this.#everyMs }
    const loading = this.#store.load(key, expectedSubject(admin), report)
    const record = loading.then(loaded => loaded?.record)
    this.#reading = { key, until, record }
    return record
  }
}

function supersedes(record: TokenRecord | Tombstone, { signInId, epoch }: SignIn): boolean {
  if (record.kind === 'signed_out') return record.epoch >= epoch || record.ended.includes(signInId)
  return record.signInId !== signInId && record.epoch >= epoch
}

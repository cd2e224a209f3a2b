import type { Loaded } from '../grants/claim.js'
import type { Attempt, RequestSignals } from '../grants/grant.js'
import type { CachedToken } from '../tokens/cached-token.js'
import { trackStored } from '../tokens/custody.js'
import type { LedgerEntry } from '../tokens/ledger.js'
import type { TokenOwner } from '../tokens/token-owner.js'
import { anyone } from '../tokens/token-record.js'
import type {
  CompletedSignIn,
  FoundToken,
  Revalidated,
  Revalidation,
  TokenSource,
  TokenWanted,
} from '../tokens/token-source.js'
import { expectedSubject } from './adoption.js'
import { completeSignIn } from './completed-sign-in.js'
import { HeldBack } from './held-back.js'
import { ParentRecords } from './parent-records.js'
import { RecordWatch } from './record-watch.js'
import { SharedRequest } from './shared-request.js'
import type { SharedStore } from './shared-store.js'
import { writeTombstone } from './sign-out.js'
import type { StoreClient } from './store-client.js'
import { StoreKeys } from './store-key.js'
import type { BoundedLock } from './with-lock.js'

/** The source of a session group that keeps its tokens in a store: sessions that share the store share the tokens. */
export class SharedTokenSource implements TokenSource {
  readonly longestWaitMs: number
  readonly #shared: SharedStore

  constructor(store: StoreClient, lock: BoundedLock | undefined, revalidateEveryMs: number) {
    const keys = new StoreKeys()
    const parents = new ParentRecords(store, revalidateEveryMs)
    this.#shared = { store, lock, keys, parents, revalidateEveryMs }
    this.longestWaitMs = lock?.waitMs ?? 0
  }

  async get(owner: TokenOwner, attempt: Attempt, wanted: TokenWanted): Promise<FoundToken> {
    const heldBack = new HeldBack(owner)
    try {
      const key = await this.#shared.keys.of(owner, attempt)
      return await new SharedRequest(this.#shared, heldBack, attempt, key, wanted).run()
    } finally {
      heldBack.end()
    }
  }

  async complete(owner: TokenOwner, signIn: CompletedSignIn, signals: RequestSignals): Promise<FoundToken> {
    const key = await this.#shared.keys.of(owner)
    return completeSignIn(this.#shared.store, owner, key, signIn, signals)
  }

  async before(owner: TokenOwner): Promise<Loaded | undefined> {
    const { store, keys } = this.#shared
    return store.loadPatiently(await keys.of(owner), anyone, event => owner.report(event))
  }

  signOut(
    owner: TokenOwner,
    cached: CachedToken | undefined,
    signInIds: Set<string>,
    failing: () => void,
  ): Promise<void> {
    return writeTombstone(this.#shared, owner, cached, signInIds, failing)
  }

  revalidation(session: Revalidated): Revalidation {
    return new RecordWatch(this.#shared, session)
  }

  /** With OAuth, also where the record holds another token of its sign-in: a revocation would end the whole sign-in. */
  async isShared(
    owner: TokenOwner,
    { accessToken, signInId, sentTo, owner: name }: LedgerEntry,
  ): Promise<boolean> {
    const { store, keys } = this.#shared
    const endsSignIn = name === owner.name && owner.grant.claim !== undefined
    const key = sentTo ?? (endsSignIn ? await keys.of(owner) : undefined)
    if (key === undefined) return false
    const loaded = await store.load(key, anyone, () => {})
    if (loaded === undefined) return true
    if (loaded.record?.kind !== 'token') return false
    return loaded.record.accessToken === accessToken || (endsSignIn && loaded.record.signInId === signInId)
  }

  /** A refresh token stands in the record only. */
  async collect(owner: TokenOwner): Promise<void> {
    const { store, keys } = this.#shared
    const key = await keys.of(owner).catch(() => undefined)
    const loaded = key === undefined ? undefined : await store.load(key, expectedSubject(owner), () => {})
    if (loaded?.record?.kind === 'token') trackStored(owner, loaded.record)
  }
}

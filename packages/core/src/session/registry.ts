import type { UserId } from '../protocol/user-id.js'
import { BoundedMap } from '../runtime/bounded-map.js'
import type { Identity } from '../tokens/identity.js'
import type { RememberedSession } from './token-cache/cache-parts.js'
import type { TokenCache } from './token-cache/token-cache.js'

/** Of how many evicted sessions the sign-outs are remembered, and of how many the users. */
const mostRemembered = 100_000

/** A session, and its last use when this was noted. */
interface Candidate {
  readonly cache: TokenCache
  readonly lastUse: number
}

/**
 * The sudo sessions of a group, one for each identity. Beyond its bound it evicts those that were used longest ago and have
 * nothing under way. A handle of an evicted session gets a new cache here, which costs one login at most.
 */
export class Registry {
  readonly #caches = new Map<string, TokenCache>()
  readonly #most: number
  /** Evicted sessions by name: their handles stay signed out, and their ended sign-ins stay ended. */
  readonly #remembered = new BoundedMap<RememberedSession>(mostRemembered)
  /** The same of ids of other systems, whose users are remembered: of them every one is. */
  readonly #bound = new BoundedMap<RememberedSession & { readonly identity: Identity }>(mostRemembered)
  /** The sessions that were asked for by their user's id alone. It saves an application's every call the making of their names. */
  readonly #byId = new Map<UserId, TokenCache>()
  #uses = 0
  /** Those to evict next, the one used longest ago last. A session that was used after the list was made is skipped. */
  #candidates: Candidate[] = []

  /** @param most How many identities to remember. */
  constructor(most: number) {
    this.#most = most
  }

  /** The cache for the name: the one that is known, else `make`'s, which is then known. */
  resolve(name: string, make: () => TokenCache): TokenCache {
    const known = this.#caches.get(name)
    if (known !== undefined && !known.closed) {
      known.lastUse = ++this.#uses
      return known
    }
    const cache = make()
    const bound = this.#bound.get(name)
    const remembered = bound ?? this.#remembered.get(name)
    cache.identity = bound?.identity ?? cache.grant.identity
    if (remembered !== undefined) cache.restore(remembered)
    this.#remembered.delete(name)
    this.#bound.delete(name)
    cache.lastUse = ++this.#uses
    cache.evicted = false
    this.#caches.set(name, cache)
    if (this.#caches.size > this.#most) this.#forgetIdle(cache)
    return cache
  }

  /** The cache that `note()` noted for the id, where there is nothing to do before its use. */
  byId(userId: UserId): TokenCache | undefined {
    const cache = this.#byId.get(userId)
    if (cache === undefined || cache.evicted || cache.closed || cache.isSignedOut) return undefined
    cache.lastUse = ++this.#uses
    return cache
  }

  note(userId: UserId, cache: TokenCache): void {
    if (typeof userId !== 'bigint') this.#byId.set(userId, cache)
  }

  /** The cache for the name, if it is remembered. */
  known(name: string): TokenCache | undefined {
    return this.#caches.get(name)
  }

  /** All that are remembered now. */
  all(): TokenCache[] {
    return [...this.#caches.values()]
  }

  #remember({ name, generation, signIns, isSignedOut, identity, grant }: TokenCache): void {
    const session = { generation, signIns, isSignedOut }
    if (identity !== grant.identity) this.#bound.set(name, { ...session, identity })
    else if (generation > 0 || !signIns.isBlank || isSignedOut) this.#remembered.set(name, session)
  }

  /** Not the one that was just asked for: its caller is about to use it. */
  #forgetIdle(asked: TokenCache): void {
    let isFresh = false
    while (this.#caches.size > this.#most) {
      const next = this.#candidates.pop()
      if (next === undefined) {
        if (isFresh) return
        isFresh = true
        this.#candidates = this.all()
          .map(cache => ({ cache, lastUse: cache.lastUse }))
          .sort((a, b) => b.lastUse - a.lastUse)
        continue
      }
      const { cache, lastUse } = next
      if (cache === asked || cache.lastUse !== lastUse || cache.evicted || !cache.idle) continue
      this.#caches.delete(cache.name)
      for (const id of [cache.subject, Number(cache.subject)]) if (id !== undefined) this.#byId.delete(id)
      cache.forget()
      this.#remember(cache)
    }
  }
}

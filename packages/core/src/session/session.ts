import { AuthError } from '../errors/auth-error.js'
import { showCaller } from '../errors/shown-stack.js'
import type { ApiVersion } from '../protocol/api-version.js'
import type { ExternalUser } from '../protocol/external-user.js'
import type { UserId } from '../protocol/user-id.js'
import type { AsOptions, SessionFetch, TokenOptions } from './call-options.js'
import { checkOptions } from './checked-options.js'
import type { SessionEventListener } from './events.js'
import { sessionFetch } from './fetch/session-fetch.js'
import { foreignSession } from './foreign-session.js'
import type { GroupAccess, Inside } from './group-access.js'
import type { SignOutResult } from './revocation/logout.js'
import { signOutOver } from './revocation/sign-outs.js'
import type { SessionState } from './state-machine/snapshot.js'
import type { TokenCache } from './token-cache/token-cache.js'

/** Under this name a session of every copy of this package answers itself, also where a Proxy stands before it. */
const itself = /* @__PURE__ */ Symbol.for('@looker-auth/Session')

function self<T>(this: T): T {
  return this
}

/**
 * One identity, bound to it for life: what a caller holds. Make one with `createSession()`; `as()` makes those of other users.
 *
 * @example
 * ```ts
 * const looker = createSession({ baseUrl: 'https://me.looker.com', credentials: { clientId, clientSecret } })
 * const me = await (await looker.fetch('/user')).json()
 * const ana = await (await looker.as('789').fetch('/user')).json()
 * await looker.close()
 * ```
 */
export class Session {
  /** For functions of this package that work on sessions. */
  static insideOf(session: Session): Inside {
    const own = (session as Session | null | undefined)?.[itself]?.()
    if (own === undefined || !(#cache in own)) throw foreignSession(own)
    return { cache: own.#live(), group: own.#group }
  }

  /** A function, because a Proxy neither wraps nor reveals what it is bound to; and a bound one takes the least memory. */
  declare private readonly [itself]: () => Session
  readonly #group: GroupAccess
  #cache: TokenCache
  #closed = false
  #closing: Promise<void> | undefined
  /** The cache's, when this handle was made or signed in. */
  #generation: number
  #signedOutState: SessionState | undefined
  #fetch: SessionFetch | undefined

  /** For `createSession()` and `as()`. */
  constructor(cache: TokenCache, group: GroupAccess) {
    this.#cache = cache
    this.#generation = cache.generation
    this.#group = group
    this[itself] = self.bind(this) as () => Session
    makeDisposable(Session.prototype)
  }

  /**
   * Sends a request as this identity, to a path under `{baseUrl}/api/{version}` or an absolute address of the same origin.
   * Assignable to `typeof fetch`; `init.body` may also be a function that makes a body. The answer is a standard
   * `Response`, whatever its status. A 401 of Looker's renews the token and sends the request once more.
   *
   * @throws AuthError when no token can be had, `foreign_origin`, `configuration` (as for a path with `.` or `..` segments); the signal's reason; `fetch`'s own errors.
   */
  get fetch(): SessionFetch {
    const own = this[itself]()
    own.#fetch ??= async (input, init) => sessionFetch(own.#signedIn(), input, init)
    return own.#fetch
  }

  /**
   * The identity's access token, from memory where it can be. Renewed ahead of its expiry.
   *
   * @throws AuthError: `bad_credentials`, `unknown_user`, `sudo_refused`, `signed_out`, `closed`, `network`, `rate_limited`, ...
   */
  token(options?: TokenOptions): Promise<string> {
    const own = this[itself]()
    if (options === undefined && !own.#closed && own.#isCurrent && !own.#cache.evicted) {
      const serving = own.#cache.serve()
      if (serving !== undefined) return serving.promise
    }
    return own.#acquire(options)
  }

  /**
   * The session of another user, through this one's admin rights (sudo): cached, with a token of its own, never the
   * admin's. The user may be named by an id of another system, such as `{ embed: 'ana@example.com' }`: each token request first
   * asks Looker whose it is, and fails with `identity_changed` where that is another user than before.
   *
   * @throws AuthError `invalid_user_id`; `configuration` on a session that is itself of another user, or for options that cannot be; `closed`.
   */
  as(user: UserId | ExternalUser, options?: AsOptions): Session {
    const own = this[itself]()
    const cache = own.#live()
    if (cache !== own.#group.root) {
      throw new AuthError('configuration', {
        message: 'as() was called on the session of another user.',
        hint: 'Call as() on the session that the admin signed in with.',
      })
    }
    if (options === undefined && typeof user !== 'object')
      return new Session(own.#group.childById(user), own.#group)
    if (options !== undefined) checkOptions(options)
    const { associative, workspace } = options ?? {}
    return new Session(own.#group.child({ user, associative, workspace }), own.#group)
  }

  /**
   * Signs in if need be; also out of `signed_out`, `denied` and `failed_for_now`.
   *
   * @throws AuthError as `token()`.
   */
  async login(options: Pick<TokenOptions, 'signal'> = {}): Promise<void> {
    const own = this[itself]()
    own.#refuseIfClosed()
    const cache = own.#present()
    const signIn = async (): Promise<void> => {
      const signOut = signOutOver(cache, options.signal)
      if (signOut !== undefined) await signOut
      const attempt = (): Promise<void> => {
        const signedIn = cache.signIn(options.signal)
        own.#generation = cache.generation
        return signedIn
      }
      // It may find out only then that the user was signed out elsewhere.
      await attempt().catch(error => (own.#isCurrent ? Promise.reject(error) : attempt()))
    }
    await own.#async(() => cache.whileInUse(signIn))
  }

  /**
   * Ends the identity: from now on this session sends nothing with the old token, other sessions on the store stop
   * within a second, and the token is revoked; with an admin's, those that were asked for with it for users. Every use then throws `signed_out` until `login()`.
   *
   * @throws AuthError `store_failed` only: the sign-out could not be written where others would see it.
   */
  logout(): Promise<SignOutResult> {
    const own = this[itself]()
    return own.#async(async () => {
      own.#refuseIfClosed()
      const cache = own.#present()
      // After as() others are signed in, and this handle is signed out already.
      return own.#isCurrent || cache.isSignedOut ? cache.signOut() : { revoked: false }
    })
  }

  /**
   * Lets go of the session; its uses then throw `closed`. On the session that `createSession()` made it closes the
   * whole session group, and revokes the tokens if no other session can have them (`sharing` was not given).
   */
  async close(): Promise<void> {
    const own = this[itself]()
    own.#closed = true
    if (own.#cache === own.#group.root) own.#closing ??= own.#group.closeAll()
    await own.#closing
  }

  /** The address of the Looker instance, without `/api` and version. */
  get baseUrl(): string {
    return this[itself]().#cache.group.calls.target.baseUrl
  }

  get apiVersion(): ApiVersion {
    return this[itself]().#cache.group.calls.target.apiVersion
  }

  /** What the session is now: immutable, and the same object until something changes. */
  get state(): SessionState {
    const own = this[itself]()
    const cache = own.#present()
    if (own.#isCurrent || cache.isSignedOut) return cache.snapshot
    const { identity } = cache.grant
    own.#signedOutState ??= Object.freeze({
      status: 'signed_out',
      identity: Object.freeze(identity),
      reason: 'logout',
    })
    return own.#signedOutState
  }

  /** Calls the listener after each change of `state`. Returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    return this[itself]().#live().observers.subscribers.add(listener)
  }

  /** Calls the listener with each event; on the session that `createSession()` made, with those of its session group too. */
  onEvent(listener: SessionEventListener): () => void {
    return this[itself]().#live().observers.eventListeners.add(listener)
  }

  async #acquire({ signal, waitUntil }: TokenOptions = {}): Promise<string> {
    const cache = this.#signedIn()
    return this.#async(
      async () => (await cache.acquire(signal, waitUntil ?? cache.group.background)).accessToken,
    )
  }

  async #async<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw AuthError.is(error) ? showCaller(error) : error
    }
  }

  #live(): TokenCache {
    this.#refuseIfClosed()
    return this.#present()
  }

  /** The cache, unless this handle was signed out and another one uses it since. */
  #signedIn(): TokenCache {
    const cache = this.#live()
    if (!this.#isCurrent && !cache.isSignedOut) throw new AuthError('signed_out')
    return cache
  }

  get #isCurrent(): boolean {
    return this.#generation === this.#cache.generation
  }

  #present(): TokenCache {
    if (this.#cache.evicted) this.#cache = this.#group.present(this.#cache)
    return this.#cache
  }

  #refuseIfClosed(): void {
    if (this.#closed || this.#group.root.closed) throw new AuthError('closed')
  }
}

/**
 * Not every runtime, nor every TypeScript library, has the symbol, so it cannot be a method of the class; and a module
 * that did something when loaded would stay in every bundle.
 */
function makeDisposable(prototype: Session): void {
  const { asyncDispose } = Symbol as { readonly asyncDispose?: symbol }
  if (asyncDispose === undefined || asyncDispose in prototype) return
  Object.defineProperty(prototype, asyncDispose, {
    value(this: Session) {
      return this.close()
    },
  })
}

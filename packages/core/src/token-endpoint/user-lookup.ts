import { AuthError } from '../errors/auth-error.js'
import { Refusal } from '../page-endpoint/refusal.js'
import { Remembered } from '../page-endpoint/remembered.js'
import type { CheckedExternalUser } from '../protocol/external-user.js'
import { Session } from '../session/session.js'
import { rejectToken } from '../session/token-cache/rejections.js'
import type { TokenCache } from '../session/token-cache/token-cache.js'
import type { CachedToken } from '../tokens/cached-token.js'
import { findUser } from '../transport/find-user.js'

/** Looker's ids of users by the ids that the application knows. What Looker said is remembered for some seconds. */
export class UserLookup {
  readonly #session: Session
  /** Undefined: Looker has no such user. */
  readonly #ids: Remembered<string | undefined>

  constructor(session: Session) {
    this.#session = session
    this.#ids = new Remembered(Session.insideOf(session).cache.group.calls.clock)
  }

  /** @throws Refusal `unknown_user`; as `session.token()`; the signal's reason. */
  async idOf(user: CheckedExternalUser, signal: AbortSignal): Promise<string> {
    const { aborts } = Session.insideOf(this.#session).cache.group
    const asked = this.#ids.get(keyOf(user), () => this.#find(user))
    const id = await aborts.unlessAborted(asked, signal)
    if (id === undefined) throw new Refusal('unknown_user')
    return id
  }

  forget(user: CheckedExternalUser): void {
    this.#ids.forget(keyOf(user))
  }

  async #find(user: CheckedExternalUser): Promise<string | undefined> {
    const { cache } = Session.insideOf(this.#session)
    const admin = await cache.acquire()
    try {
      return await find(cache, admin, user)
    } catch (error) {
      const isRejected = AuthError.is(error) && error.code === 'token_rejected'
      if (!isRejected || !rejectToken(cache, admin)) throw error
      return find(cache, await cache.acquire(), user)
    }
  }
}

async function find(
  cache: TokenCache,
  admin: CachedToken,
  user: CheckedExternalUser,
): Promise<string | undefined> {
  const beforeEach = (): void => {
    if (!cache.maySend(admin)) throw new AuthError('signed_out')
  }
  try {
    return await findUser(cache.group.calls, admin.accessToken, user, { beforeEach })
  } catch (error) {
    if (AuthError.is(error) && error.code === 'unknown_user') return undefined
    throw error
  }
}

function keyOf({ external, create }: CheckedExternalUser): string {
  return JSON.stringify([external.type, external.id, create])
}

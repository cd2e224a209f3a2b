import { AuthError } from '../errors/auth-error.js'
import { type CheckedExternalUser, checkExternalUser, type ExternalUser } from '../protocol/external-user.js'
import { canonicalUserId, type UserId } from '../protocol/user-id.js'
import { Session } from '../session/session.js'
import { rejectToken } from '../session/token-cache/rejections.js'
import { findUser } from '../transport/find-user.js'
import { Remembered } from './remembered.js'

/** Looker's ids of users by the ids that the application knows. What Looker said is remembered for some seconds. */
export class UserLookup {
  readonly #session: Session
  readonly #ids: Remembered<string>

  constructor(session: Session) {
    this.#session = session
    this.#ids = new Remembered(Session.insideOf(session).cache.group.calls.clock)
  }

  /** @throws AuthError `configuration` or `invalid_user_id` for what names no user; `unknown_user`; as `session.token()`. */
  async idOf(user: UserId | ExternalUser): Promise<string> {
    const { apiVersion } = this.#session
    if (typeof user !== 'object' || user === null) return canonicalUserId(user, apiVersion)
    const checked = checkExternalUser(user, apiVersion)
    return this.#ids.get(JSON.stringify(checked), () => this.#find(checked))
  }

  async #find(user: CheckedExternalUser): Promise<string> {
    const { cache } = Session.insideOf(this.#session)
    const { calls } = cache.group
    const admin = await cache.acquire()
    try {
      return await findUser(calls, admin.accessToken, user, {})
    } catch (error) {
      const isRejected = AuthError.is(error) && error.code === 'token_rejected'
      if (!isRejected || !rejectToken(cache, admin)) throw error
      return findUser(calls, (await cache.acquire()).accessToken, user, {})
    }
  }
}

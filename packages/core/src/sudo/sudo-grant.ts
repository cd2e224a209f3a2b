import { AuthError } from '../errors/auth-error.js'
import { type Asking, type Attempt, type Grant, NotReady, type Obtained } from '../grants/grant.js'
import { identityChanged } from '../protocol/external-user.js'
import type { CachedToken } from '../tokens/cached-token.js'
import type { Identity } from '../tokens/identity.js'
import { RequestEnded } from '../tokens/request-ends.js'
import type { ParentSession } from '../tokens/token-owner.js'
import { type AuthCalls, loginUser } from '../transport/auth-calls.js'
import { findUser } from '../transport/find-user.js'
import { judgeMovedUser } from './judge-moved-user.js'

/** How often one attempt asks for a user's token, where the admin's token is rejected or its sign-in ended each time. */
const mostTries = 4

/** Another user, as an admin acts for them. */
export interface SudoIdentity extends Identity {
  readonly grant: 'sudo'
}

/** Gets another user's token through an admin's. It never returns the admin's own. A class, for there may be many. */
export class SudoGrant implements Grant {
  readonly identity: SudoIdentity
  /** Whether an embed user who is not there is made. */
  readonly mayCreate: () => boolean
  readonly moved: Grant['moved']
  readonly #parent: ParentSession
  readonly #calls: AuthCalls

  constructor(calls: AuthCalls, parent: ParentSession, identity: SudoIdentity, mayCreate: () => boolean) {
    this.#calls = calls
    this.#parent = parent
    this.identity = identity
    this.mayCreate = mayCreate
    const { external } = identity
    this.moved = external && ((owner, record) => judgeMovedUser(owner, record, external))
  }

  async open(): Promise<Attempt> {
    return new SudoAttempt(this.#calls, this.#parent, this)
  }
}

/** One attempt at a user's token. */
class SudoAttempt implements Attempt {
  readonly #calls: AuthCalls
  readonly #parent: ParentSession
  readonly #grant: SudoGrant
  #admin: CachedToken | undefined
  #refused: { readonly admin: CachedToken; readonly error: AuthError } | undefined
  #tries = 0

  constructor(calls: AuthCalls, parent: ParentSession, grant: SudoGrant) {
    this.#calls = calls
    this.#parent = parent
    this.#grant = grant
  }

  async fingerprint(): Promise<string> {
    const key = await (await this.#parent.owner.grant.open()).fingerprint()
    return this.#grant.mayCreate() ? `${key} may create` : key
  }

  async ready({ stopSignal }: Asking): Promise<CachedToken> {
    const refused = this.#refused
    if (refused !== undefined && !(await this.#parent.reject(refused.admin))) throw refused.error
    this.#admin = await this.#parent.acquire(stopSignal)
    return this.#admin
  }

  async obtain(asking: Asking): Promise<Obtained> {
    const admin = this.#admin
    if (this.#tries++ === mostTries)
      throw new AuthError('unavailable', { message: 'The admin was signed out again and again meanwhile.' })
    if (admin === undefined) throw new NotReady()
    this.#refuseIfOver(admin, asking)
    const { associative } = this.#grant.identity
    try {
      const userId = await this.#userId(admin, asking)
      this.#refuseIfOver(admin, asking)
      const granted = await loginUser(this.#calls, admin.accessToken, { userId, associative }, asking)
      this.#parent.accept(admin)
      return { ...granted, parent: this.#parent.signInOf(admin), subject: userId }
    } catch (error) {
      if (!AuthError.is(error) || error.code !== 'token_rejected') throw error
      // Renewed once; but a token of another sign-in was not renewed: the admin signed out meanwhile.
      if (this.#refused?.admin.signInId === admin.signInId) throw error
      this.#refused = { admin, error }
      throw new NotReady()
    }
  }

  #refuseIfOver({ signInId }: CachedToken, { stopSignal }: Asking): void {
    if (stopSignal.aborted) throw new RequestEnded()
    if (!this.#parent.isCurrent(signInId)) throw new NotReady()
  }

  /** Looker's own id of the user. An external id is looked up for each token, because it may be another user's by now. */
  async #userId(admin: CachedToken, asking: Asking): Promise<string> {
    const { subject, external } = this.#grant.identity
    const create = this.#grant.mayCreate()
    if (external === undefined) return subject ?? ''
    const { signal, stopSignal } = asking
    const beforeEach = (): void => this.#refuseIfOver(admin, asking)
    const found = await findUser(
      this.#calls,
      admin.accessToken,
      { external, create },
      { signal, stopSignal, beforeEach },
    )
    if (asking.subject === undefined || asking.subject === found) return found
    throw identityChanged(external)
  }
}

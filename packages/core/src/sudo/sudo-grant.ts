import { AuthError } from '../errors/auth-error.js'
import {
  type FlightSignals,
  type Grant,
  NotReady,
  type Obtained,
  type ParentSignIn,
  type Prepared,
} from '../grants/grant.js'
import type { Report } from '../sharing/store-client.js'
import type { HeldToken } from '../tokens/cached-token.js'
import type { Identity } from '../tokens/identity.js'
import { type AuthCalls, loginUser, logout } from '../transport/auth-calls.js'

/** What sudo needs of the admin's session. */
export interface SudoParent {
  /** The admin's token, from whatever source. */
  acquire(signal: AbortSignal): Promise<HeldToken>
  /** The server rejected it: renews it if it is still the current one. Answers whether another one can be had. */
  reject(token: HeldToken): Promise<boolean>
  /** A request succeeded with it. */
  prove(token: HeldToken): void
  clientId(): Promise<string>
  /** Of the admin's credentials. */
  fingerprint(): Promise<string>
  signIn(): Promise<ParentSignIn>
  /** The same, but what is found is told to nobody: for those who hold a lock. */
  peekSignIn(report: Report): Promise<ParentSignIn>
  /** Whether the sign-in that this token descends from is still the admin's. */
  isCurrentSignIn(signInId: string): boolean
}

/** An admin signed out in the middle of it, this often, is not signing out by chance. */
const mostTries = 4

/** Another user, as an admin acts for them. */
export interface SudoIdentity extends Identity {
  readonly grant: 'sudo'
  readonly subject: string
}

/** Gets another user's token through an admin's. It never answers the admin's own. A class, for there may be many. */
export class SudoGrant implements Grant {
  readonly identity: SudoIdentity
  readonly #calls: AuthCalls
  readonly #parent: SudoParent

  constructor(calls: AuthCalls, parent: SudoParent, identity: SudoIdentity) {
    this.#calls = calls
    this.#parent = parent
    this.identity = identity
  }

  get renewable(): boolean {
    return true
  }

  /** What a page asked for before its application session ended is not got after it. */
  get personal(): boolean {
    return this.identity.holder !== undefined
  }

  async prepare(): Promise<Prepared> {
    const minting = new Minting(this.#calls, this.#parent, this.identity)
    return {
      clientId: () => this.#parent.clientId(),
      fingerprint: () => this.#parent.fingerprint(),
      parentSignIn: () => this.#parent.signIn(),
      peekParentSignIn: report => this.#parent.peekSignIn(report),
      ready: signals => minting.ready(signals),
      obtain: signals => minting.obtain(signals),
    }
  }
}

/** One attempt at a user's token. */
class Minting {
  readonly #calls: AuthCalls
  readonly #parent: SudoParent
  readonly #identity: SudoIdentity
  #admin: HeldToken | undefined
  #refused: { readonly admin: HeldToken; readonly error: AuthError } | undefined
  #tries = 0

  constructor(calls: AuthCalls, parent: SudoParent, identity: SudoIdentity) {
    this.#calls = calls
    this.#parent = parent
    this.#identity = identity
  }

  async ready({ stopSignal }: FlightSignals): Promise<string> {
    const refused = this.#refused
    if (refused !== undefined && !(await this.#parent.reject(refused.admin))) throw refused.error
    this.#admin = await this.#parent.acquire(stopSignal)
    return this.#admin.signInId
  }

  async obtain(signals: FlightSignals): Promise<Obtained> {
    this.#tries++
    const admin = this.#admin
    const obtained = admin === undefined ? undefined : await this.#mint(admin, signals)
    if (obtained !== undefined) return obtained
    if (this.#tries < mostTries) throw new NotReady()
    throw new AuthError('unavailable', { message: 'The admin was signed out again and again meanwhile.' })
  }

  /** Undefined when the admin signed out in the middle of it: the token is void, and revoked. */
  async #mint(admin: HeldToken, { signal, stopSignal }: FlightSignals): Promise<Obtained | undefined> {
    const calls = this.#calls
    const { subject: userId, associative } = this.#identity
    if (!this.#parent.isCurrentSignIn(admin.signInId)) return undefined
    try {
      const granted = await loginUser(
        calls,
        admin.accessToken,
        { userId, associative },
        { signal, stopSignal },
      )
      this.#parent.prove(admin)
      if (this.#parent.isCurrentSignIn(admin.signInId)) return { ...granted, parentSignInId: admin.signInId }
      await logout(calls, granted.token.access_token).catch(() => {})
      return undefined
    } catch (error) {
      if (!AuthError.is(error) || error.code !== 'token_rejected') throw error
      // Renewed once; but a token of another sign-in was not renewed: somebody signed out meanwhile.
      if (this.#refused?.admin.signInId === admin.signInId) throw error
      this.#refused = { admin, error }
      return undefined
    }
  }
}

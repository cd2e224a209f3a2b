import { AuthError } from '../errors/auth-error.js'
import type { HeldToken } from '../session/held-token.js'
import type { Identity } from '../session/identity.js'
import { type AuthCalls, loginUser, logout } from '../transport/auth-calls.js'
import type { FlightSignals, Grant, Obtained, ParentSignIn, Prepared } from './grant.js'

/** What sudo needs of the admin's session. */
export interface SudoParent {
  /** The admin's token, from whatever source. */
  acquire(signal: AbortSignal): Promise<HeldToken>
  /** The server rejected it: renews it if it is still the current one. Answers whether another one can be had. */
  reject(token: HeldToken): boolean
  /** A request succeeded with it. */
  prove(token: HeldToken): void
  clientId(): Promise<string>
  /** Of the admin's credentials. */
  fingerprint(): Promise<string>
  signIn(): Promise<ParentSignIn>
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

  get personal(): boolean {
    return false
  }

  async prepare(): Promise<Prepared> {
    return {
      clientId: () => this.#parent.clientId(),
      fingerprint: () => this.#parent.fingerprint(),
      parentSignIn: () => this.#parent.signIn(),
      obtain: signals => this.#obtain(signals),
    }
  }

  async #obtain(signals: FlightSignals): Promise<Obtained> {
    const parent = this.#parent
    let renewed = false
    for (let tries = 1; tries <= mostTries; tries++) {
      const admin = await parent.acquire(signals.stopSignal)
      try {
        const obtained = await this.#mint(admin, signals)
        if (obtained !== undefined) return obtained
      } catch (error) {
        if (renewed || !AuthError.is(error) || error.code !== 'token_rejected' || !parent.reject(admin))
          throw error
        renewed = true
      }
    }
    throw new AuthError('unavailable', { message: 'The admin was signed out again and again meanwhile.' })
  }

  /** Undefined when the admin signed out in the middle of it: the token is void, and revoked. */
  async #mint(admin: HeldToken, { signal, stopSignal }: FlightSignals): Promise<Obtained | undefined> {
    const { subject: userId, associative } = this.identity
    const calls = this.#calls
    const granted = await loginUser(calls, admin.accessToken, { userId, associative }, { signal, stopSignal })
    this.#parent.prove(admin)
    if (this.#parent.isCurrentSignIn(admin.signInId)) return { ...granted, parentSignInId: admin.signInId }
    await logout(calls, granted.token.access_token).catch(() => {})
    return undefined
  }
}

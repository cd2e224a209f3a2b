import { AuthError } from '../errors/auth-error.js'
import type { HeldToken } from '../session/held-token.js'
import type { Identity } from '../session/identity.js'
import { type AuthCalls, loginUser, logout } from '../transport/auth-calls.js'
import type { FlightSignals, Grant, Obtained, ParentSignIn } from './grant.js'

/** What sudo needs of the admin's session. */
export interface SudoParent {
  /** The admin's token, from whatever source. */
  acquire(signal: AbortSignal): Promise<HeldToken>
  /** The server rejected it: renews it if it is still the current one. Answers whether another one can be had. */
  reject(token: HeldToken): boolean
  /** A request succeeded with it. */
  prove(token: HeldToken): void
  clientId(): Promise<string>
  signIn(): Promise<ParentSignIn>
  /** Whether the sign-in that this token descends from is still the admin's. */
  isCurrentSignIn(signInId: string): boolean
}

/** An admin signed out in the middle of it, this often, is not signing out by chance. */
const mostTries = 4

/** Gets another user's token through an admin's. It never answers the admin's own. */
export function sudoGrant(
  calls: AuthCalls,
  parent: SudoParent,
  identity: Identity & { readonly subject: string },
): Grant {
  const mint = async (
    admin: HeldToken,
    { signal, stopSignal }: FlightSignals,
  ): Promise<Obtained | undefined> => {
    const { subject: userId, associative } = identity
    const granted = await loginUser(calls, admin.accessToken, { userId, associative }, { signal, stopSignal })
    parent.prove(admin)
    if (parent.isCurrentSignIn(admin.signInId)) return { ...granted, parentSignInId: admin.signInId }
    await logout(calls, granted.token.access_token).catch(() => {})
    return undefined
  }
  const obtain = async (signals: FlightSignals): Promise<Obtained> => {
    let renewed = false
    for (let tries = 1; tries <= mostTries; tries++) {
      const admin = await parent.acquire(signals.stopSignal)
      try {
        const obtained = await mint(admin, signals)
        if (obtained !== undefined) return obtained
      } catch (error) {
        if (renewed || !AuthError.is(error) || error.code !== 'token_rejected' || !parent.reject(admin))
          throw error
        renewed = true
      }
    }
    throw new AuthError('unavailable', { message: 'The admin was signed out again and again meanwhile.' })
  }
  return {
    identity,
    renewable: true,
    personal: false,
    prepare: async () => ({
      clientId: () => parent.clientId(),
      fingerprint: async () => '',
      parentSignIn: () => parent.signIn(),
      obtain,
    }),
  }
}

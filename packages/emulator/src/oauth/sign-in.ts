import type { User } from '../users/directory'
import type { OauthClientApp } from './client-app'

/** A person's sign-in to one application: what its code, access tokens and refresh tokens have in common. */
export interface SignIn {
  readonly user: User
  readonly app: OauthClientApp
}

/** Whether a sign-in is among those that are meant. */
export type WhichSignIns = (signIn: SignIn) => boolean

import type { SeedOauthClientApp } from '../oauth/client-app'
import type { EmulatorOptions } from '../options'
import type { SeedRole } from '../users/roles'

/** Ids by which other systems name a user; the one of `email` is the user's `email`. */
export type CredentialType = 'embed' | 'google' | 'ldap' | 'oidc' | 'saml'

export type UserKind = 'regular' | 'embed' | 'service'

/** A user of the emulated instance. Names are those of Looker's API. */
export interface SeedUser {
  /** A whole number of at least 0, or its digits. */
  readonly id: number | string
  readonly first_name?: string | undefined
  readonly last_name?: string | undefined
  readonly email?: string | undefined
  /** Default false. */
  readonly admin?: boolean | undefined
  /** Default "regular". "service" is an API-only service account. */
  readonly kind?: UserKind | undefined
  /** A disabled user can neither log in nor be logged in by an admin. Default false. */
  readonly is_disabled?: boolean | undefined
  /** By which id other systems know the user, such as `{ embed: 'ana@example.com' }`. Each id names one user at most. */
  readonly credentials?: Partial<Readonly<Record<CredentialType, string>>> | undefined
  /** Roles beside Looker's own: Admin of an admin, User of everybody else. They are shown; only `admin` gives admin rights. */
  readonly roles?: readonly SeedRole[] | undefined
}

/** An API key of a user. */
export interface SeedApiKey {
  readonly client_id: string
  readonly client_secret: string
  readonly user_id: number | string
}

/** What the emulated instance holds at its start; also the form of a seed file (JSON). */
export interface Seed {
  /** Default: the users of `defaultSeed()`. */
  readonly users?: readonly SeedUser[] | undefined
  /** Default: the keys of `defaultSeed()` where `users` is the default too, else none. */
  readonly apiKeys?: readonly SeedApiKey[] | undefined
  /** Default: those of `defaultSeed()` where `users` is the default too, else none. */
  readonly oauthClientApps?: readonly SeedOauthClientApp[] | undefined
  readonly options?: EmulatorOptions | undefined
}

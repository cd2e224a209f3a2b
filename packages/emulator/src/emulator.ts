import type { Faults } from './fault/fault-list'
import type { AllowedOrigins } from './http/cors'
import type { EmulatorServer, ListenOptions } from './http/listen'
import type { JournalEntry } from './journal/journal'
import type { OauthClientApps } from './oauth/client-apps'
import type { Decision } from './oauth/decide'
import type { EmulatorOptions } from './options'
import type { RandomBytes } from './seams/alphanumeric'
import type { EmulatorClock } from './seams/clock'
import type { Sleep } from './seams/sleep'
import type { Seed } from './seed/seed'
import type { Stats } from './stats'
import type { Revocation } from './tokens/revoke'

/** What an emulator is made from. Everything has a default. */
export interface EmulatorInit {
  /** Users, API keys, OAuth client apps and options. Default: `defaultSeed()`. */
  readonly seed?: Seed | undefined
  /** Over the seed's own options. */
  readonly options?: EmulatorOptions | undefined
  /** The host's time in milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** Source of the tokens. Default: the platform's. */
  readonly random?: RandomBytes | undefined
  /** How delays of faults wait. Default: real time. */
  readonly sleep?: Sleep | undefined
  /** Serve the control endpoints under /__emulator. Default false. */
  readonly control?: boolean | undefined
}

/** A local Looker API auth server. */
export interface Emulator {
  /**
   * Answers a request without a network; hand it to any runtime's server, or call it as one calls `fetch`. `init` counts only beside a URL, for
   * servers pass other things behind a Request. Redirects are not followed. A fault that drops the connection rejects with a TypeError.
   */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>
  /** Serves over HTTP on Node. Rejects with EmulatorInputError for a wrong `serve`. May be called more than once; all servers share this emulator's state. */
  listen(options?: ListenOptions): Promise<EmulatorServer>
  readonly clock: EmulatorClock
  /**
   * Signs a person in and lets the application in (or not), as they would do on the pages of /auth. Returns the address that they come back to.
   * Throws EmulatorInputError for an address that goes on nowhere, and a user who cannot sign in.
   */
  authorize(decision: Decision): string
  /** Ends a token, all tokens that act for a user, refresh tokens, or the session of an embedded user. Returns how many were live. */
  revoke(what: Revocation): number
  readonly faults: Faults
  /** The origins whose pages may call the API. */
  readonly allowedOrigins: AllowedOrigins
  /** The applications that may sign people in by OAuth. */
  readonly oauthClientApps: OauthClientApps
  /** The last requests in the order of arrival: a copy, with secrets masked. */
  readonly requests: JournalEntry[]
  /** The counts as they are now. */
  readonly stats: Stats
}

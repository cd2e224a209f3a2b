import type { EmbedSessions } from '../embed/embed-sessions'
import type { Places, Serving } from '../http/serving'
import type { OauthState } from '../oauth/oauth-state'
import type { Settings } from '../options'
import type { ApiVersion } from '../release'
import type { StatsCounter } from '../stats'
import type { RateLimiter } from '../tokens/rate-limiter'
import type { LiveToken, TokenRegistry } from '../tokens/tokens'
import type { Directory } from '../users/directory'

/** The state of one emulator, as its routes see it. */
export interface World {
  readonly settings: Settings
  readonly directory: Directory
  readonly tokens: TokenRegistry
  readonly oauth: OauthState
  readonly embed: EmbedSessions
  readonly places: Places
  readonly stats: StatsCounter
  readonly mayLogIn: RateLimiter
  /** The emulator's time. */
  readonly nowMs: () => number
}

/** One request on its way: what the port serves, the body that was read, and the token that was granted, for the journal. */
export interface Exchange {
  readonly serving: Serving
  readonly bodyText: string
  granted?: LiveToken
}

/** The types of the router: an Exchange is handed to it with each request. */
export interface AppTypes {
  Bindings: Exchange
}

/** User ids are integers in 3.x and strings in 4.0. */
export const wireId = (version: ApiVersion, id: string): string | number =>
  version === '4.0' ? id : Number(id)

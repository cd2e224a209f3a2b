import type { Settings } from '../options'
import type { RandomBytes } from '../seams/alphanumeric'
import type { EmulatorClock } from '../seams/clock'
import { builtInApps } from './built-in-apps'
import type { SeedOauthClientApp } from './client-app'
import { ClientAppRegistry } from './client-apps'
import { type Expiring, ExpiringItems } from './expiring'
import { WebSessions } from './pages/web-sessions'

/** What an authorization code stands for, and what it is bound to. */
export interface CodeGrant extends Expiring {
  readonly redirectUri: string
  readonly challenge: string
}

/** What one emulator keeps for OAuth. */
export interface OauthState {
  readonly apps: ClientAppRegistry
  readonly codes: ExpiringItems<CodeGrant>
  readonly refreshTokens: ExpiringItems<Expiring>
  readonly webSessions: WebSessions
}

export const createOauthState = (
  clock: EmulatorClock,
  random: RandomBytes,
  settings: Settings,
  apps: readonly SeedOauthClientApp[],
): OauthState => ({
  apps: new ClientAppRegistry([...builtInApps(settings.release), ...apps]),
  codes: new ExpiringItems(clock, random, settings.codeLifetimeSeconds),
  refreshTokens: new ExpiringItems(clock, random, settings.refreshTokenLifetimeSeconds),
  webSessions: new WebSessions(random),
})

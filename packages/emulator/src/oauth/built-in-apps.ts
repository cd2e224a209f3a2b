import { registersLookerCli } from '../release'
import type { SeedOauthClientApp } from './client-app'

const LOOKER_CLI: SeedOauthClientApp = {
  client_guid: 'com.looker.cli',
  redirect_uri: 'http://127.0.0.1:7777',
  display_name: 'Looker CLI',
  description: 'The command line of Looker.',
}

/** The applications that Looker registers itself. */
export const builtInApps = (release: string): SeedOauthClientApp[] =>
  registersLookerCli(release) ? [LOOKER_CLI] : []

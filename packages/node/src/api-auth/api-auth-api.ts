import { ApiAuthApi as CoreApiAuthApi } from '@looker-auth/core'
import { type ConnectionParts, connectionFromSettings } from '../settings/connection.js'
import { checkBesideFetch, checkNames, type OptionNames, settingNames } from '../settings/known-options.js'
import type { SettingsOptions } from '../settings/options.js'

/** Settings, and what an {@link ApiAuthApi} can take in place of its own parts. */
export interface ApiAuthApiOptions extends SettingsOptions, ConnectionParts {}

const optionNames: OptionNames<ApiAuthApiOptions> = {
  ...settingNames,
  fetch: true,
  retry: true,
  clock: true,
  random: true,
}

/**
 * Looker's ApiAuth API: `login`, `loginUser` and `logout`, as its documents show them, configured from options,
 * `LOOKERSDK_*` and looker.ini. Each returns a promise; with a callback `(error, data, response)` as last argument it
 * returns undefined instead.
 *
 * @example
 * ```ts
 * const api = new ApiAuthApi()
 * const { access_token } = await api.loginUser(789)
 * ```
 */
export class ApiAuthApi {
  /** Presents the configured API key, or that of `opts`, for an access token; the instance then acts for its user. */
  readonly login: CoreApiAuthApi['login']
  /** An access token for another user. The instance goes on acting for its own. */
  readonly loginUser: CoreApiAuthApi['loginUser']
  /** Ends the instance's access token. */
  readonly logout: CoreApiAuthApi['logout']

  /** @throws AuthError `configuration` that names the setting, where it was looked for, and what to do. */
  constructor(options: ApiAuthApiOptions = {}) {
    checkNames(options, optionNames)
    checkBesideFetch(options)
    const { connection, credentials } = connectionFromSettings(options)
    const api = new CoreApiAuthApi({ ...connection, credentials })
    this.login = api.login.bind(api) as CoreApiAuthApi['login']
    this.loginUser = api.loginUser.bind(api) as CoreApiAuthApi['loginUser']
    this.logout = api.logout.bind(api) as CoreApiAuthApi['logout']
  }
}

import { type ConnectionOptions, ApiAuthApi as CoreApiAuthApi } from '@looker-auth/core'
import { nodeFetch } from '../fetch/node-fetch.js'
import { checkBesideFetch, checkNames, type OptionNames, settingNames } from '../settings/known-options.js'
import type { SettingsOptions } from '../settings/options.js'
import { settingsOf } from '../settings/settings.js'

/** Settings, and what an {@link ApiAuthApi} can take in place of its own parts. */
export interface ApiAuthApiOptions
  extends SettingsOptions,
    Pick<ConnectionOptions, 'fetch' | 'retry' | 'clock' | 'random'> {}

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
    const {
      baseUrl,
      allowInsecureHttp,
      apiVersion,
      authScheme,
      credentialsIn,
      credentials,
      timeoutMs,
      ...connection
    } = settingsOf(options)
    const { fetch = nodeFetch(connection), retry, clock, random } = options
    const target = { baseUrl, allowInsecureHttp, apiVersion, authScheme, credentialsIn }
    const api = new CoreApiAuthApi({ ...target, credentials, timeoutMs, fetch, retry, clock, random })
    this.login = api.login.bind(api) as CoreApiAuthApi['login']
    this.loginUser = api.loginUser.bind(api) as CoreApiAuthApi['loginUser']
    this.logout = api.logout.bind(api) as CoreApiAuthApi['logout']
  }
}

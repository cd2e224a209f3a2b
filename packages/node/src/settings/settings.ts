import { AuthError } from '@looker-auth/core'
import { proxyChoice } from '../fetch/connections/proxy-choice.js'
import { checkedAppId } from '../fetch/request/standing-headers.js'
import { apiVersionOf, baseUrlOf, checkContradictions, timeoutOf, tlsOf, wordOf } from './checked-settings.js'
import { checkCredentialOptions, checkedCredentials, findCredentials } from './credentials.js'
import { checkNames, settingNames } from './known-options.js'
import type { Settings, SettingsOptions } from './options.js'
import { sourceOptionsOf } from './source-options.js'
import { openSources, type Sources } from './sources.js'

/**
 * The settings, each from its first place: explicit options, environment (`LOOKERSDK_*`), looker.ini, default. Everything
 * but the API key is read now; the key at each call of `credentials()`, so that a changed file or environment counts.
 *
 * @throws AuthError `configuration` that names the setting, where it was looked for, and what to do; never its value.
 * @example
 * ```ts
 * const settings = resolveSettings({ iniPath: '/etc/looker.ini', section: 'Production' })
 * ```
 */
export function resolveSettings(options: SettingsOptions = {}): Settings {
  checkNames(options, settingNames)
  return settingsOf(options)
}

/** As {@link resolveSettings}, for options among others. */
export function settingsOf(options: SettingsOptions): Settings {
  checkContradictions(options)
  checkCredentialOptions(options)
  const { credentials } = options
  const choice = sourceOptionsOf(options)
  const open = (): Sources => openSources(choice)
  const sources = open()
  const base = baseUrlOf(options, sources)
  return {
    ...base,
    apiVersion: apiVersionOf(options, sources),
    async credentials() {
      if (credentials !== undefined) return checkedCredentials(await credentials())
      const now = open()
      checkUnmoved(base.baseUrl, baseUrlOf(options, now).baseUrl)
      return findCredentials(options, now, base.baseUrl)
    },
    ...tlsOf(options, sources),
    timeoutMs: timeoutOf(options, sources),
    ...optionsAlone(options),
  }
}

/** The settings that neither environment nor file can hold; those of the proxy are read by its own rules. */
export function optionsAlone(
  options: SettingsOptions,
): Pick<Settings, 'proxy' | 'appId' | 'authScheme' | 'credentialsIn'> {
  const { proxy, appId } = options
  return {
    proxy: proxyChoice(proxy),
    ...(appId !== undefined && { appId: checkedAppId(appId) }),
    authScheme: wordOf('authScheme', options.authScheme ?? 'token', ['token', 'Bearer']),
    credentialsIn: wordOf('credentialsIn', options.credentialsIn ?? 'body', ['body', 'query']),
  }
}

/** A session keeps its base URL: a key that was stored together with another one is not for it. */
function checkUnmoved(before: string, now: string): void {
  if (before === now) return
  throw new AuthError('configuration', {
    message: `The setting base_url was ${before} when the session was made, and is ${now} now. The API key was not sent.`,
    hint: 'Make a new session after you change base_url, or set it back.',
  })
}

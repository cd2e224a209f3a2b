import { resolve } from 'node:path'
import { AuthError } from '@looker-auth/core'
import { readTextFile } from '../fetch/certificates/read-certificates.js'
import { proxyChoice } from '../fetch/connections/proxy-choice.js'
import { checkedAppId } from '../fetch/request/standing-headers.js'
import { expandHome } from '../paths/expand-home.js'
import { apiVersionOf, baseUrlOf, checkContradictions, timeoutOf, tlsOf, wordOf } from './checked-settings.js'
import { checkCredentialOptions, checkedCredentials, findCredentials } from './credentials.js'
import { checkNames, settingNames } from './known-options.js'
import type { Settings, SettingsOptions } from './options.js'
import { openSources, type Sources } from './sources.js'
import { failing } from './values.js'

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
  const { appId, clientId, clientSecret, credentials, readFile = readTextFile } = options
  const open = sourcesOf(options, readFile)
  const sources = open()
  const base = baseUrlOf(options, sources)
  return {
    ...base,
    apiVersion: apiVersionOf(options, sources),
    async credentials() {
      if (credentials !== undefined) return checkedCredentials(await credentials())
      const now = open()
      checkUnmoved(base.baseUrl, baseUrlOf(options, now).baseUrl)
      return findCredentials({ clientId, clientSecret }, now, base.baseUrl)
    },
    ...tlsOf(options, sources, options.readFile),
    proxy: proxyChoice(options.proxy),
    timeoutMs: timeoutOf(options, sources),
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

/** Returns a function that reads the sources again at each call. The file's path is resolved once. */
function sourcesOf(options: SettingsOptions, readFile: (path: string) => string): () => Sources {
  const { iniPath, section, envPrefix = 'LOOKERSDK', env = process.env } = options
  if (typeof envPrefix !== 'string' || envPrefix === '') {
    throw failing('envPrefix', 'option envPrefix')('is empty', 'Leave it out for LOOKERSDK, or give a name.')
  }
  const required = iniPath !== undefined || section !== undefined
  const ini =
    iniPath === false ? undefined : { path: resolve(expandHome(iniPath ?? 'looker.ini')), required, section }
  return () => openSources({ ini, envPrefix, env, readFile })
}

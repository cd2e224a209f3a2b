import { resolve } from 'node:path'
import { readTextFile } from '../fetch/certificates.js'
import { proxyChoice } from '../fetch/proxy-choice.js'
import { checkedAppId } from '../fetch/standing-headers.js'
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
    credentials: async () =>
      credentials === undefined
        ? findCredentials({ clientId, clientSecret }, open(), base.baseUrl)
        : checkedCredentials(await credentials()),
    ...tlsOf(options, sources, readFile),
    proxy: proxyChoice(options.proxy),
    timeoutMs: timeoutOf(options, sources),
    ...(appId !== undefined && { appId: checkedAppId(appId) }),
    authScheme: wordOf('authScheme', options.authScheme ?? 'token', ['token', 'Bearer']),
    credentialsIn: wordOf('credentialsIn', options.credentialsIn ?? 'body', ['body', 'query']),
  }
}

/** Where to look, each time anew; the file's path is settled now, whatever the working directory becomes. */
function sourcesOf(options: SettingsOptions, readFile: (path: string) => string): () => Sources {
  const { iniPath, section, envPrefix = 'LOOKERSDK', env = process.env } = options
  if (typeof envPrefix !== 'string' || envPrefix === '') {
    throw failing('envPrefix', 'option envPrefix')('is empty', 'Leave it out for LOOKERSDK, or give a name.')
  }
  const required = iniPath !== undefined || section !== undefined
  const ini = iniPath === false ? undefined : { path: resolve(iniPath ?? 'looker.ini'), required, section }
  return () => openSources({ ini, envPrefix, env, readFile })
}

import { AuthError } from '@looker-auth/core'
import type { SettingsOptions } from './options.js'
import { settingKeys } from './setting-keys.js'

/** Every key of `T`, so that none is forgotten. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>

/** The settings of an API key's login. */
export type KeySetting = 'clientId' | 'clientSecret' | 'credentials' | 'credentialsIn'

/** The names of the settings that every session has, also one without an API key. */
export const connectionNames: OptionNames<Omit<SettingsOptions, KeySetting>> = {
  baseUrl: true,
  allowInsecureHttp: true,
  apiVersion: true,
  verifySsl: true,
  ca: true,
  proxy: true,
  timeoutMs: true,
  appId: true,
  authScheme: true,
  iniPath: true,
  section: true,
  envPrefix: true,
  env: true,
  readFile: true,
}

/** The names of {@link SettingsOptions}. */
export const settingNames: OptionNames<SettingsOptions> = {
  ...connectionNames,
  clientId: true,
  clientSecret: true,
  credentials: true,
  credentialsIn: true,
}

/** What only the built-in fetch can heed. */
const ofTheFetch = ['verifySsl', 'ca', 'proxy', 'appId'] as const

/** @throws AuthError `configuration` for an option that is not one of `names`: it would be passed over in silence. */
export function checkNames(options: object, names: Readonly<Record<string, true>>): void {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(names, name)) continue
    const meant = spelling(name, Object.keys(names))
    throw new AuthError('configuration', {
      message: `There is no option ${name}.`,
      hint: meant === undefined ? 'Leave it out, or correct its name.' : `Write ${meant}.`,
    })
  }
}

/**
 * `proxy: false` asks for nothing that a fetch would have to heed.
 *
 * @throws AuthError `configuration` for a setting of the connection beside a `fetch` that would not heed it.
 */
export function checkBesideFetch(options: SettingsOptions & { readonly fetch?: unknown }): void {
  const besides = ofTheFetch.find(
    name => options[name] !== undefined && !(name === 'proxy' && options.proxy === false),
  )
  if (options.fetch === undefined || besides === undefined) return
  throw new AuthError('configuration', {
    message: `The option fetch excludes ${besides}: a fetch of your own connects as it was made to.`,
    hint: `Leave ${besides} out, or give it to nodeFetch({ ${besides} }) and that as fetch.`,
  })
}

function spelling(name: string, known: readonly string[]): string | undefined {
  if (Object.hasOwn(settingKeys, name)) return settingKeys[name as keyof typeof settingKeys].option
  const plain = (text: string): string => text.replace(/[_-]/g, '').toLowerCase()
  return known.find(candidate => plain(candidate) === plain(name))
}

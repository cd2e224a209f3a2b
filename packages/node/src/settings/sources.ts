import { AuthError, trimUnseen } from '@looker-auth/core'
import { type IniChoice, readIni } from './ini-file.js'
import { type SettingKey, settingKeys } from './setting-keys.js'

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>

/** A text, and where it was found. */
export interface Found {
  readonly text: string
  /** For errors: the variable, or the key and its file and section. */
  readonly where: string
  /** For errors: the variable, or the file and section. */
  readonly place: string
  /** The base URL that the same place gives, where it gives one. */
  readonly baseUrl?: string | undefined
}

/** Environment and file, as they are now. */
export interface Sources {
  /** The environment's text, else the file's. An empty one counts as none. */
  find(key: SettingKey): Found | undefined
  /** Every place where the setting could have been, for an error. */
  placesOf(key: SettingKey): string
}

/** Where to look beside the explicit options. */
export interface SourceOptions {
  /** Left out: no file. */
  readonly ini: IniChoice | undefined
  readonly envPrefix: string
  readonly env: Env
  readonly readFile: (path: string) => string
}

/** @throws AuthError `configuration` for a file or section that was asked for by name and is not there. */
export function openSources({ ini, envPrefix, env, readFile }: SourceOptions): Sources {
  const file = ini && readIni(ini, readFile)
  const variableOf = (key: SettingKey): string => `${envPrefix}_${settingKeys[key].variable}`
  const variableText = (key: SettingKey): string => trimUnseen(env[variableOf(key)] ?? '')
  const inFile = (key: SettingKey): string => {
    const entry = file?.entries.get(key)
    if (file !== undefined && entry !== undefined && entry.value === undefined)
      throw colonInstead(key, file.where)
    return trimUnseen(entry?.value ?? '')
  }
  return {
    find(key) {
      const where = `environment variable ${variableOf(key)}`
      const text = variableText(key)
      const baseUrl = variableText('base_url') || undefined
      if (text !== '') return { text, where, place: `the ${where}`, baseUrl }
      const inSection = inFile(key)
      if (file === undefined || inSection === '') return undefined
      const named = isKeyPart(key) ? inFile('base_url') || undefined : undefined
      return { text: inSection, where: `key ${key} of ${file.where}`, place: file.where, baseUrl: named }
    },
    placesOf(key) {
      const places = [`option ${settingKeys[key].option}`, `environment variable ${variableOf(key)}`]
      return [...places, ...(file === undefined ? [] : [`key ${key} of ${file.where}`])].join('; ')
    },
  }
}

function isKeyPart(key: SettingKey): boolean {
  return key === 'client_id' || key === 'client_secret'
}

function colonInstead(key: SettingKey, where: string): AuthError {
  return new AuthError('configuration', {
    message: `The key ${key} of ${where} is followed by a colon.`,
    hint: `Use an equals sign: ${key}=...`,
  })
}

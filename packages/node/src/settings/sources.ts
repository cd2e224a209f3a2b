import { AuthError, trimUnseen } from '@looker-auth/core'
import { type IniChoice, readIni } from './ini-file.js'
import { type SettingKey, settingKeys } from './setting-keys.js'

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>

/** A text, and where it was found. */
export interface Found {
  readonly text: string
  /** The setting's name in its place. */
  readonly where: string
  /** The place alone. */
  readonly place: string
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
  return {
    find(key) {
      const variable = `${envPrefix}_${settingKeys[key].variable}`
      const fromEnv = trimUnseen(env[variable] ?? '')
      const where = `environment variable ${variable}`
      if (fromEnv !== '') return { text: fromEnv, where, place: `the ${where}` }
      const entry = file?.entries.get(key)
      if (file === undefined || entry === undefined) return undefined
      if (entry.value === undefined) throw colonInstead(key, file.where)
      const text = trimUnseen(entry.value)
      return text === '' ? undefined : { text, where: `key ${key} of ${file.where}`, place: file.where }
    },
    placesOf(key) {
      const { option, variable } = settingKeys[key]
      const places = [`option ${option}`, `environment variable ${envPrefix}_${variable}`]
      return [...places, ...(file === undefined ? [] : [`key ${key} of ${file.where}`])].join('; ')
    },
  }
}

function colonInstead(key: SettingKey, where: string): AuthError {
  return new AuthError('configuration', {
    message: `The key ${key} of ${where} is followed by a colon.`,
    hint: `Use an equals sign: ${key}=...`,
  })
}

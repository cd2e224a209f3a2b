import { AuthError, trimUnseen } from '@looker-auth/core'
import { type IniChoice, type IniPlace, readIni } from './ini-file.js'
import { isKeyPart, type SettingKey, settingKeys } from './setting-keys.js'

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>

/** A text, and where it was found. */
export interface Found {
  readonly text: string
  /** With the white space and control characters that stand around the text there. */
  readonly raw: string
  /** For errors: the variable, or the key and its file and section. */
  readonly where: string
  /** For errors: the variable, or the file and section. */
  readonly place: string
  /** The base URL that the same place gives, where it gives one. */
  readonly baseUrl?: string | undefined
}

/** Environment and file, as they are now. */
export interface Sources {
  /** The file and its section; undefined where no file is to be read. */
  readonly file: IniPlace | undefined
  /** The environment's text, else the file's. An empty one counts as none. */
  find(key: SettingKey): Found | undefined
  /** Every place that sets it, the one that counts first, as errors call them. */
  placesWith(key: SettingKey): readonly string[]
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
  const inEnvironment = (key: SettingKey): string => env[variableOf(key)] ?? ''
  const inFile = (key: SettingKey): string => {
    const entry = file?.entries.get(key)
    if (file !== undefined && entry !== undefined && entry.value === undefined)
      throw colonInstead(key, file.where)
    return entry?.value ?? ''
  }
  const ofVariable = (key: SettingKey): string => `environment variable ${variableOf(key)}`
  const ofFile = (key: SettingKey): string[] => (file === undefined ? [] : [`key ${key} of ${file.where}`])
  return {
    file,
    find(key) {
      const where = ofVariable(key)
      const raw = inEnvironment(key)
      const text = trimUnseen(raw)
      const baseUrl = trimUnseen(inEnvironment('base_url')) || undefined
      if (text !== '') return { text, raw, where, place: `the ${where}`, baseUrl }
      const rawInFile = inFile(key)
      const textInFile = trimUnseen(rawInFile)
      if (file === undefined || textInFile === '') return undefined
      const named = isKeyPart(key) ? trimUnseen(inFile('base_url')) || undefined : undefined
      const [inSection = ''] = ofFile(key)
      return { text: textInFile, raw: rawInFile, where: inSection, place: file.where, baseUrl: named }
    },
    placesWith(key) {
      const isSet = (text: string | undefined): boolean => trimUnseen(text ?? '') !== ''
      return [
        ...(isSet(inEnvironment(key)) ? [ofVariable(key)] : []),
        ...(isSet(file?.entries.get(key)?.value) ? ofFile(key) : []),
      ]
    },
    placesOf: key => [`option ${settingKeys[key].option}`, ofVariable(key), ...ofFile(key)].join('; '),
  }
}

function colonInstead(key: SettingKey, where: string): AuthError {
  return new AuthError('configuration', {
    message: `The key ${key} of ${where} is followed by a colon.`,
    hint: `Use an equals sign: ${key}=...`,
  })
}

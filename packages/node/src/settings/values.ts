import { AuthError, trimUnseen } from '@looker-auth/core'
import type { SettingsOptions } from './options.js'
import { isKeyPart, type SettingKey, settingKeys } from './setting-keys.js'
import type { Sources } from './sources.js'

const yes: ReadonlySet<string> = new Set(['true', 't', 'yes', 'y', '1'])
const no: ReadonlySet<string> = new Set(['false', 'f', 'no', 'n', '0'])

/** A setting's value, and where it is from. */
export interface Given<T> {
  readonly value: T
  readonly where: string
}

/** The explicit option; undefined where the environment and the file count. */
export function optionOf(key: SettingKey, options: SettingsOptions): unknown {
  const value: unknown = options[settingKeys[key].option]
  if (key === 'ca') return value || undefined
  return isKeyPart(key) && typeof value === 'string' && trimUnseen(value) === '' ? undefined : value
}

/** The setting from its first place: the explicit option, else environment or file, whose text is read with `read`. */
export function given<T>(
  key: SettingKey,
  options: SettingsOptions,
  sources: Sources,
  read: (text: string, fail: Fail) => T,
): Given<T> | undefined {
  const option = optionOf(key, options) as T | undefined
  if (option !== undefined) return { value: option, where: `option ${settingKeys[key].option}` }
  const found = sources.find(key)
  return found && { value: read(found.text, failing(key, found.where)), where: found.where }
}

/** A yes or no as Looker's SDKs write it. */
export function readBoolean(text: string, fail: Fail): boolean {
  const word = text.toLowerCase()
  if (yes.has(word)) return true
  if (no.has(word)) return false
  throw fail('is neither true nor false', 'Write true, t, yes, y or 1, or false, f, no, n or 0.')
}

/** Seconds, as milliseconds. */
export function readSeconds(text: string, fail: Fail): number {
  const seconds = /^(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN
  if (Number.isFinite(seconds)) return seconds * 1000
  throw fail('is not a number of seconds', 'Write a number such as 120, or 0 for no bound.')
}

/** Makes the error for a value: what is wrong with it, and what to do. */
export type Fail = (what: string, hint: string) => AuthError

/** Errors that name a setting and its place, and never show its value. */
export function failing(setting: string, where: string): Fail {
  return (what, hint) =>
    new AuthError('configuration', { message: `The setting ${setting} (${where}) ${what}.`, hint })
}

/** Runs one of core's checks; its error then names the setting and its place. */
export function locating<T>(setting: string, where: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!AuthError.is(error)) throw error
    const { message, hint } = error
    const bare = message.endsWith(hint) ? message.slice(0, -hint.length).trim() : message
    throw new AuthError('configuration', { message: `The setting ${setting} (${where}): ${bare}`, hint })
  }
}

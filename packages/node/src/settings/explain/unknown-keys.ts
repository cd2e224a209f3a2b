import type { IniPlace } from '../ini-file.js'
import { isSettingKey, settingKeys } from '../setting-keys.js'

/** Letters, as the keys of settings have: a longer text, or one with digits, may be a part of a secret. */
const harmless = /^[a-z_-]{1,20}$/i

/** A remark on keys that are no settings: they may be misspelt. Undefined where there are none. */
export function unknownKeys(entries: IniPlace['entries']): string | undefined {
  const unknown = [...entries.values()].filter(({ name }) => !isSettingKey(name))
  if (unknown.length === 0) return undefined
  const shown = unknown.map(({ name, line }) =>
    harmless.test(name) ? `${name} (line ${line})` : `one in line ${line}`,
  )
  const start = unknown.length === 1 ? 'This key is not a setting' : 'These keys are not settings'
  return `${start}: ${shown.join(', ')}. The settings are ${Object.keys(settingKeys).join(', ')}.`
}

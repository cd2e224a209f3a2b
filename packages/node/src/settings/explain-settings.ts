import { checkContradictions } from './checked-settings.js'
import { checkCredentialOptions } from './credentials.js'
import { attempt } from './explain/attempt.js'
import { fileReport } from './explain/file-report.js'
import { type Context, openContext, readings } from './explain/read-setting.js'
import { remarksOn } from './explain/remarks.js'
import { blankReport, type SettingReport } from './explain/setting-report.js'
import { shownValue, shownWrongValue } from './explain/shown-value.js'
import { checkNames, settingNames } from './known-options.js'
import type { SettingsOptions } from './options.js'
import { isKeyPart, type SettingKey, settingKeys } from './setting-keys.js'
import { optionsAlone } from './settings.js'
import { sourceOptionsOf } from './source-options.js'
import { optionOf } from './values.js'

/**
 * Says of each setting where it is from and what looks wrong, for a tool that shows it to a person. It reads what {@link resolveSettings} reads, and
 * throws for no setting: what a session would throw is in the report. The option `credentials` is not called.
 *
 * @returns The file, if one is to be read; then each setting; then what is wrong with the options.
 * @example
 * ```ts
 * import { explainSettings } from '@looker-auth/node'
 *
 * for (const { setting, value, where, remarks, error } of explainSettings()) {
 *   console.log(`${setting}: ${value ?? 'missing'} (${where ?? 'in no place'})`)
 *   for (const remark of [...remarks, ...(error === undefined ? [] : [error.message])]) console.log(`  ${remark}`)
 * }
 * ```
 */
export function explainSettings(options: SettingsOptions = {}): readonly SettingReport[] {
  const context = openContext(options)
  const { choice, sources, fileError } = context
  const ofFile = fileReport(options, choice, sources, fileError)
  return [
    ...(ofFile === undefined ? [] : [ofFile]),
    ...(Object.keys(readings) as SettingKey[]).map(key => reportOn(key, context)),
    ...reportsOnOptions(options),
  ]
}

function reportOn(key: SettingKey, context: Context): SettingReport {
  const { options, fileError } = context
  const blank = { ...blankReport, setting: key }
  if (isKeyPart(key) && options.credentials !== undefined) {
    const value = 'asked for at each login'
    return { ...blank, value, where: 'option credentials', ignored: placesWith(key, context) }
  }
  const { read, otherwise } = readings[key]
  const { result, error } = attempt(() => read(context))
  const place = placeOf(key, context)
  if (place !== undefined) {
    const { raw, where } = place
    return {
      setting: key,
      value: result === undefined ? shownWrongValue(key, raw) : shownValue(key, result),
      where,
      ignored: placesWith(key, context).filter(other => other !== where),
      remarks: typeof raw === 'string' ? remarksOn(key, raw) : [],
      error,
    }
  }
  // Where the file cannot be read, the setting may stand there.
  if (error !== undefined) return { ...blank, error: fileError ?? error }
  return { ...blank, value: otherwise, where: 'the default' }
}

/** What stands in the place that counts; undefined also where that cannot be read. */
function placeOf(
  key: SettingKey,
  { options, sources }: Context,
): { readonly raw: unknown; readonly where: string } | undefined {
  const option = optionOf(key, options)
  if (option !== undefined) return { raw: option, where: `option ${settingKeys[key].option}` }
  return attempt(() => sources.find(key)).result
}

function placesWith(key: SettingKey, { options, sources }: Context): readonly string[] {
  const option = optionOf(key, options) === undefined ? [] : [`option ${settingKeys[key].option}`]
  return [...option, ...sources.placesWith(key)]
}

/** What is wrong with the options themselves, or with those that no other place can set. */
function reportsOnOptions(options: SettingsOptions): readonly SettingReport[] {
  const checks = [
    () => checkNames(options, settingNames),
    () => checkContradictions(options),
    () => checkCredentialOptions(options),
    () => optionsAlone(options),
    () => sourceOptionsOf(options),
  ]
  return checks.flatMap(check => {
    const { error } = attempt<unknown>(check)
    return error === undefined ? [] : [{ ...blankReport, setting: 'options', error }]
  })
}

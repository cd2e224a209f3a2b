import type { AuthError } from '@looker-auth/core'
import type { SettingsOptions } from '../options.js'
import type { SourceOptions, Sources } from '../sources.js'
import { readableByOthers } from './readable-by-others.js'
import { blankReport, type SettingReport } from './setting-report.js'
import { unknownKeys } from './unknown-keys.js'

/** The report on looker.ini itself; undefined where no file is to be read. */
export function fileReport(
  { iniPath, readFile }: SettingsOptions,
  { ini }: SourceOptions,
  { file }: Sources,
  error: AuthError | undefined,
): SettingReport | undefined {
  if (ini === undefined) return undefined
  const where = iniPath === undefined ? 'the default' : 'option iniPath'
  const report = { ...blankReport, setting: 'looker.ini' }
  if (file?.exists === false) return { ...report, value: file.where }
  const remarks = [
    readFile === undefined ? readableByOthers(ini.path) : undefined,
    file === undefined ? undefined : unknownKeys(file.entries),
  ]
  return {
    ...report,
    value: file?.where ?? ini.path,
    where,
    remarks: remarks.filter(remark => remark !== undefined),
    error,
  }
}

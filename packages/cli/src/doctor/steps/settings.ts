import {
  AuthError,
  explainSettings,
  resolveSettings,
  type SettingReport,
  type Settings,
} from '@looker-auth/node'
import type { Facts } from '../facts.js'
import { connectionFault } from '../settings/connection-fault.js'
import { type KeyReport, keyReport } from '../settings/key-report.js'
import { placeIn } from '../settings/place.js'
import { profileReason } from '../settings/profile-reason.js'
import { settingFailures } from '../settings/setting-failures.js'
import type { Context, Status, Step } from '../step.js'

const keySettings: readonly string[] = ['client_id', 'client_secret']

export const settingsStep: Step = {
  name: 'settings',
  title: 'Settings',
  async run(context) {
    const { connection, fault, flags, io } = context
    if (fault !== undefined) return connectionFault(fault, flags, io)
    const settings = resolved(context)
    const key = await keyReport(connection, settings)
    const reports = explainSettings(connection.settings)
      .filter(({ setting }) => !key.replaces.includes(setting))
      .map(report => inPlace(report, context))
    const lines = [await profileReason(connection, flags, io), ...linesOf(reports, key)]
    const failures = [
      ...settingFailures(reports, flags.envPrefix),
      ...(key.failure === undefined ? [] : [key.failure]),
    ]
    const facts = factsOf(reports, key, settings)
    const [first] = failures
    if (first === undefined) return { status: statusOf(reports), lines, facts }
    const { next, code } = first
    const found = [...new Set(failures.flatMap(failure => failure.lines))]
    const blocks = settings === undefined ? 'the settings cannot be used' : undefined
    return { status: 'failed', lines: [...lines, ...found], next, code, facts, blocks }
  },
}

function resolved({ connection }: Context): Settings | undefined {
  try {
    return resolveSettings(connection.settings)
  } catch (error) {
    if (AuthError.is(error)) return undefined
    throw error
  }
}

/** With the places in the words of the command line. */
function inPlace(report: SettingReport, { flags, connection }: Context): SettingReport {
  const shown = (where: string): string => placeIn(where, flags, connection)
  const { where, ignored } = report
  return { ...report, where: where === undefined ? undefined : shown(where), ignored: ignored.map(shown) }
}

function linesOf(reports: readonly SettingReport[], key: KeyReport): readonly string[] {
  const given = reports.filter(({ where, setting }) => where !== 'the default' || setting === 'looker.ini')
  const defaults = reports.filter(report => !given.includes(report))
  const isKnown = ({ value, setting }: SettingReport): boolean =>
    value !== undefined && setting !== 'options' && setting !== 'looker.ini'
  return [
    ...fileLines(reports),
    ...given.filter(isKnown).flatMap(settingLines),
    ...key.lines,
    ...(defaults.length === 0
      ? []
      : [`defaults: ${defaults.map(({ setting, value }) => `${setting} ${value}`).join(', ')}`]),
  ]
}

function fileLines(reports: readonly SettingReport[]): readonly string[] {
  const file = reports.find(({ setting }) => setting === 'looker.ini')
  if (file === undefined) return []
  return [`looker.ini: ${file.value}`, ...file.remarks]
}

function settingLines({ setting, value, where, ignored, remarks }: SettingReport): readonly string[] {
  const others = ignored.length === 0 ? '' : `; not used: ${ignored.join(', ')}`
  return [`${setting}: ${value} (${where}${others})`, ...remarks.map(remark => `${setting}: ${remark}`)]
}

function statusOf(reports: readonly SettingReport[]): Status {
  return reports.some(({ remarks }) => remarks.length > 0) ? 'warning' : 'ok'
}

function factsOf(reports: readonly SettingReport[], key: KeyReport, settings: Settings | undefined): Facts {
  const placeOf = (name: string) => {
    const where = reports.find(({ setting }) => setting === name)?.where
    return where === 'the default' ? undefined : where
  }
  const keys = reports.filter(({ setting }) => keySettings.includes(setting))
  const advice = keys
    .filter(({ remarks }) => remarks.length > 0)
    .map(({ setting, where, remarks }) => `Correct ${setting} (${where}). ${remarks.join(' ')}`)
  const hasNoKey = key.failure !== undefined || keys.some(({ error }) => error !== undefined)
  return {
    ...(settings !== undefined && { settings }),
    baseUrlPlace: placeOf('base_url'),
    apiVersionPlace: placeOf('api_version'),
    keyAdvice: advice.length === 0 ? undefined : advice.join(' '),
    keyFault: hasNoKey ? 'there is no API key to sign in with' : undefined,
  }
}

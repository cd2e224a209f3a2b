import type { SettingReport } from '@looker-auth/node'
import { failureOf } from '../../failures/print-failure.js'
import type { Finding } from '../step.js'

/** What a person is told of one fault, and what to do. */
export type Failure = Pick<Finding, 'lines' | 'next' | 'code'>

/** The faults of the settings in the order of their causes; those that are in no place together. */
export function settingFailures(
  reports: readonly SettingReport[],
  envPrefix: string = 'LOOKERSDK',
): readonly Failure[] {
  const file = reports.find(({ setting }) => setting === 'looker.ini')
  const fileError = file?.error
  const misspelt = file?.remarks.find(remark =>
    /^Th(is key is not a setting|ese keys are not settings):/.test(remark),
  )
  // Where the file cannot be read, a setting may stand in it.
  const isMissing = ({ error, where }: SettingReport): boolean =>
    where === undefined && fileError === undefined && /\b(is|are) missing\b/.test(error?.message ?? '')
  const missing = reports.filter(isMissing).map(({ setting }) => setting)
  const [firstMissing] = missing
  return reports.flatMap((report): Failure[] => {
    if (report.error === undefined) return []
    if (report.setting === firstMissing) return [absent(missing, envPrefix, misspelt)]
    if (isMissing(report)) return []
    const { message, hint, code } = failureOf(report.error)
    // The hint goes on from the message: alone it does not say what is to be corrected.
    return [{ lines: [message], next: `${message} ${hint}`, code }]
  })
}

function absent(settings: readonly string[], envPrefix: string, misspelt: string | undefined): Failure {
  const names = settings.map(setting => `${envPrefix}_${setting.toUpperCase()}`)
  return {
    lines: [`${listed(settings)} ${settings.length === 1 ? 'is' : 'are'} missing.`],
    next:
      misspelt === undefined
        ? `Run: looker-auth login, which asks for what is missing. Or set ${listed(names)}, or write ${listed(settings)} into looker.ini.`
        : `Correct looker.ini. ${misspelt}`,
    code: 'configuration',
  }
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

import type { Connection } from '../../connection/connection.js'
import type { GlobalFlags } from '../../program/flags.js'

/** The options of explainSettings() that options of the command line become. */
const flagNames = {
  baseUrl: '--base-url',
  clientId: '--client-id',
  apiVersion: '--api-version',
  envPrefix: '--env-prefix',
  section: '--section',
} as const

/** Where a setting is from, as the user of the command knows the place. */
export function placeIn(where: string, flags: GlobalFlags, { profile }: Connection): string {
  return where.replace(/^option (\w+)$/, (whole, option: string) => {
    if (option === 'iniPath') return 'option --config'
    const flag = option in flagNames ? flagNames[option as keyof typeof flagNames] : undefined
    if (flag !== undefined && flags[option as keyof typeof flagNames] !== undefined) return `option ${flag}`
    return profile === undefined ? whole : `profile ${profile.name}`
  })
}

/** Options of the library that are settings by another name for the user of the command. */
const settingNames: Readonly<Record<string, string>> = {
  allowInsecureHttp: 'allow_insecure_http',
  apiVersion: 'api_version',
  verifySsl: 'verify_ssl',
}

/** An error of the library, in the words of the command line. */
export function inOwnWords(text: string): string {
  return text
    .replaceAll('option clientSecret; ', '')
    .replaceAll('option iniPath', 'option --config')
    .replace(/option (\w+)/g, (whole, option: string) => {
      const flag = option in flagNames ? flagNames[option as keyof typeof flagNames] : undefined
      return flag === undefined ? whole : `option ${flag}`
    })
    .replace(/\b(allowInsecureHttp|apiVersion|verifySsl)\b/g, name => settingNames[name] ?? name)
}

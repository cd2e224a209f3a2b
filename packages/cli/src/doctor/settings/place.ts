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

/** An error of the library, in the words of the command line. */
export function inOwnWords(text: string): string {
  return text.replaceAll('option clientSecret; ', '').replace(/option (\w+)/g, (whole, option: string) => {
    const flag = option in flagNames ? flagNames[option as keyof typeof flagNames] : undefined
    return flag === undefined ? whole : `option ${flag}`
  })
}

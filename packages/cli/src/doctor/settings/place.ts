import type { Connection } from '../../connection/connection.js'
import { flagNames } from '../../failures/own-words.js'
import type { GlobalFlags } from '../../program/flags.js'

/** Where a setting is from, as the user of the command knows the place. */
export function placeIn(where: string, flags: GlobalFlags, { profile }: Connection): string {
  return where.replace(/^option (\w+)$/, (whole, option: string) => {
    if (option === 'iniPath') return 'option --config'
    const flag = option in flagNames ? flagNames[option as keyof typeof flagNames] : undefined
    if (flag !== undefined && flags[option as keyof typeof flagNames] !== undefined) return `option ${flag}`
    return profile === undefined ? whole : `profile ${profile.name}`
  })
}

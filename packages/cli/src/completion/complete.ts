import { commands } from '../program/commands.js'
import { globalOptions } from '../program/global-options.js'
import { completionsOf } from './completions.js'

/**
 * Prints how the last word of a command line can go on, one way a line. The scripts of `looker-auth completion` call it at each
 * press of the tab key.
 *
 * @param words What stands after the name of the command.
 */
export async function complete(words: readonly string[]): Promise<void> {
  const options = globalOptions.flatMap(group => group.options)
  const completions = await completionsOf({ commands, options, profiles: await profilesFor(words) })
  completions.parse([...words])
}

/** Reading profiles loads @looker-auth/node, which takes longer than all the rest. */
async function profilesFor(words: readonly string[]): Promise<readonly string[]> {
  if (!words.some(word => word.includes('profile'))) return []
  const { readProfiles } = await import('../profiles/profile-file.js')
  const { profiles } = await readProfiles().catch(() => ({ profiles: {} }))
  return Object.keys(profiles)
}

import { existsSync } from 'node:fs'
import type { Connection } from '../../connection/connection.js'
import type { ChosenBy } from '../../connection/profiles-of-instance.js'
import { readProfiles } from '../../profiles/profile-file.js'
import type { GlobalFlags } from '../../program/flags.js'
import type { Io } from '../../terminal/io.js'

/** Which profile is used, and why: a sentence. */
export async function profileReason({ profile }: Connection, flags: GlobalFlags, io: Io): Promise<string> {
  if (profile !== undefined) {
    return `profile: ${profile.name} (${reasons[profile.by]})`
  }
  const { active } = await readProfiles()
  if (active === undefined) return 'profile: none (no profile is active)'
  return `profile: none (the active one, ${active}, does not count: ${insteadOf(flags, io)})`
}

const reasons: Readonly<Record<ChosenBy, string>> = {
  option: 'option --profile',
  environment: 'environment variable LOOKER_AUTH_PROFILE',
  active: 'the active one',
  instance: 'it is of the instance that the settings name',
}

/** The place that names a profile; undefined where none does. */
export function askedProfile({ profile }: GlobalFlags, { env }: Io): string | undefined {
  if (profile !== undefined) return 'option --profile'
  return env.LOOKER_AUTH_PROFILE ? 'environment variable LOOKER_AUTH_PROFILE' : undefined
}

/** What names an instance beside the active profile. */
function insteadOf({ baseUrl, config, section, envPrefix = 'LOOKERSDK' }: GlobalFlags, io: Io): string {
  if (baseUrl !== undefined) return 'option --base-url is given'
  if (config !== undefined) return 'option --config is given'
  if (section !== undefined) return 'option --section is given'
  if (io.env[`${envPrefix}_BASE_URL`]) return `environment variable ${envPrefix}_BASE_URL is set`
  return existsSync('looker.ini') ? 'this folder has a looker.ini' : 'another place names an instance'
}

import { AuthError, explainSettings, type SettingsOptions } from '@looker-auth/node'
import { messageOf } from '../failures/message-of.js'
import { readProfiles } from '../profiles/profile-file.js'

const signInSteps =
  'Run: looker-auth login, which asks for what is missing, and keeps a profile. Or add a profile: looker-auth profile add NAME --base-url URL. Or give it in one of these places; looker-auth doctor shows each setting.'

/**
 * The error for a setting that is missing, with the commands that are the next step; another error as it is.
 *
 * @param nextStep Default: how to sign in.
 */
export async function withMissingSettings(
  error: unknown,
  settings: SettingsOptions,
  nextStep?: string,
): Promise<unknown> {
  if (!AuthError.is(error) || error.code !== 'configuration') return error
  const reports = explainSettings(settings)
  const isOfFile = reports.some(({ setting, error: own }) => setting === 'looker.ini' && own !== undefined)
  const isMissing = reports.some(
    ({ where, error: own }) => where === undefined && own?.message === error.message,
  )
  if (isOfFile || !isMissing) return error
  const hint = nextStep ?? `${await profileStep()}${signInSteps}`
  return new AuthError('configuration', { message: messageOf(error), hint, cause: error.cause })
}

/** The next step where there are profiles, and none is active. */
async function profileStep(): Promise<string> {
  const { active, profiles } = await readProfiles()
  const names = Object.keys(profiles)
  if (active !== undefined || names.length === 0) return ''
  return `No profile is active. Choose one: looker-auth profile use NAME (${names.join(', ')}). Or do this. `
}

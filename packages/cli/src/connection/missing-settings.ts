import { AuthError, explainSettings, type SettingsOptions } from '@looker-auth/node'
import { messageOf } from '../terminal/message-of.js'

/** What to do where a setting is missing, for a command that needs a sign-in. */
export const signInSteps =
  'Run: looker-auth login, which asks for what is missing, and keeps a profile. Or add a profile: looker-auth profile add NAME --base-url URL. Or give it in one of these places; looker-auth doctor shows each setting.'

/** The error for a setting that is missing, with the commands that are the next step; another error as it is. */
export function withMissingSettings(error: unknown, settings: SettingsOptions, nextStep: string): unknown {
  if (!AuthError.is(error) || error.code !== 'configuration') return error
  const isMissing = explainSettings(settings).some(
    ({ where, error: own }) => where === undefined && own?.message === error.message,
  )
  if (!isMissing) return error
  return new AuthError('configuration', { message: messageOf(error), hint: nextStep, cause: error.cause })
}

import { AuthError, resolveSettings, type SettingsOptions } from '@looker-auth/node'

/** The client_id of the settings; undefined where there is none, or where it stands beside another base_url. */
export async function clientIdOf(settings: SettingsOptions): Promise<string | undefined> {
  try {
    // The settings tell the client_id only together with a secret.
    const { credentials } = resolveSettings({ ...settings, clientSecret: 'unused' })
    return (await credentials()).clientId
  } catch (error) {
    if (AuthError.is(error) && error.code === 'configuration') return undefined
    throw error
  }
}

import type { Credentials, Fetch, Settings, SettingsOptions } from '@looker-auth/node'
import type { KeyOfInstance } from '../keychain/keychain.js'
import type { NamedProfile } from '../profiles/profile-file.js'
import type { Connection } from './connection.js'
import { UnsavedSecret } from './unsaved-secret.js'

/** The API key of a connection. */
export interface ApiKey {
  /** Reads it where it is now. */
  readonly credentials: () => Promise<Credentials>
  /** Of the credentials that were read last. */
  readonly clientId?: string
  /** Set where only the client id is known: it keeps the session from sending what stands in for the secret. */
  readonly guard?: (fetch: Fetch) => Fetch
}

/** The API key of a connection, from netrc, the keychain, the profile, or the settings. */
export function apiKeyOf(connection: Connection, resolved: Settings): ApiKey {
  const { profile, netrc, settings, given, hasOtherSecret = false } = connection
  const unsaved = new UnsavedSecret(
    profile === undefined || profile.by === 'active' ? '' : ` --profile ${profile.name}`,
  )
  const { clientId } = settings
  const lacksSecret = hasOtherSecret ? settings.clientSecret === undefined : profile && !hasSecret(settings)
  const isUnsaved = clientId !== undefined && lacksSecret === true
  const read = async (): Promise<Credentials> => {
    if (given !== undefined) return given
    if (netrc) return (await import('./netrc.js')).netrcCredentials(resolved.baseUrl, clientId)
    const saved = profile && (await savedKey(profile, settings))
    if (saved !== undefined) return saved
    if (isUnsaved)
      return unsaved.credentials(
        clientId,
        profile === undefined ? 'option --client-id' : `profile ${profile.name}`,
      )
    return resolved.credentials()
  }
  const key: { -readonly [K in keyof ApiKey]: ApiKey[K] } = {
    async credentials() {
      const credentials = await read()
      key.clientId = credentials.clientId
      return credentials
    },
    ...(isUnsaved && { guard: (fetch: Fetch) => unsaved.guard(fetch) }),
  }
  return key
}

/** The key that the profile has with its secret, where it is the one that was asked for. */
async function savedKey(
  { name, profile: { baseUrl, clientId, clientSecret, keychain } }: NamedProfile,
  asked: SettingsOptions,
): Promise<Credentials | undefined> {
  if (clientId === undefined || clientId !== asked.clientId) return undefined
  if (clientSecret !== undefined && clientSecret === asked.clientSecret)
    return { clientId, clientSecret, origin: `profile ${name}` }
  const kept = keychain ? await keptSecret({ baseUrl, clientId }) : undefined
  return kept === undefined
    ? undefined
    : { clientId, clientSecret: kept, origin: `the keychain, for profile ${name}` }
}

async function keptSecret(key: KeyOfInstance): Promise<string | undefined> {
  return (await import('../keychain/keychain.js')).readSecretOf(key)
}

function hasSecret({ clientSecret, envPrefix = 'LOOKERSDK', env }: SettingsOptions): boolean {
  return clientSecret !== undefined || Boolean(env?.[`${envPrefix}_CLIENT_SECRET`]?.trim())
}

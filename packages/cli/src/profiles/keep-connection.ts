import type { Connection } from '../connection/connection.js'
import type { Profile } from './profile.js'
import { changeProfiles, readProfiles, withProfile } from './profile-file.js'

/** Keeps a connection as a profile: its own, that of the instance, or a new one named after the host. */
export async function keepConnection(
  connection: Connection,
  baseUrl: string,
  fields: Partial<Profile>,
): Promise<void> {
  const name = await profileNameOf(connection, baseUrl)
  await changeProfiles(profiles => {
    const isFirst = connection.profile === undefined && profiles.active === undefined
    const profile = {
      ...settingsOf(connection),
      ...withoutOtherKey(profiles.profiles[name], fields.clientId),
      ...(connection.keychain && { keychain: true }),
      baseUrl,
      ...fields,
    }
    return withProfile(profiles, { name, profile }, isFirst)
  })
}

/** A secret stays with its own client_id. */
function withoutOtherKey(profile: Profile | undefined, clientId: string | undefined): Partial<Profile> {
  if (profile === undefined || clientId === undefined || profile.clientId === clientId) return profile ?? {}
  const { clientSecret: _secret, netrc: _netrc, ...others } = profile
  return others
}

/** The name that the profile of a connection has, or will have. */
export async function profileNameOf({ profile }: Connection, baseUrl: string): Promise<string> {
  return profile?.name ?? (await profileAt(baseUrl)) ?? new URL(baseUrl).host
}

async function profileAt(baseUrl: string): Promise<string | undefined> {
  const { profiles } = await readProfiles()
  return Object.entries(profiles).find(([, profile]) => profile.baseUrl === baseUrl)?.[0]
}

function settingsOf({ settings }: Connection): Partial<Profile> {
  const { apiVersion, allowInsecureHttp, verifySsl, ca } = settings
  return {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(allowInsecureHttp !== undefined && { allowInsecureHttp }),
    ...(verifySsl !== undefined && { verifySsl }),
    ...(ca !== undefined && { ca }),
  }
}

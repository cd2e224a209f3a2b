import type { Connection } from '../connection/connection.js'
import type { Profile, Profiles } from './profile.js'
import { changeProfiles, readProfiles, withProfile } from './profile-file.js'

/** Keeps a connection as a profile: that of {@link profileFor}. Returns its name. */
export async function keepConnection(
  connection: Connection,
  baseUrl: string,
  fields: Partial<Profile>,
): Promise<string> {
  const { name } = await profileFor(connection, baseUrl, fields.clientId)
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
  return name
}

/** A secret stays with its own client_id. */
function withoutOtherKey(profile: Profile | undefined, clientId: string | undefined): Partial<Profile> {
  if (profile === undefined || clientId === undefined || profile.clientId === clientId) return profile ?? {}
  const { clientSecret: _secret, netrc: _netrc, ...others } = profile
  return others
}

/**
 * The profile that a connection has, or will have: its own; one of the instance and the key; for a person, and for a key where it has
 * none, one of the instance; or a new one.
 */
export async function profileFor(
  connection: Connection,
  baseUrl: string,
  clientId: string | undefined,
): Promise<{ readonly name: string; readonly profile: Profile | undefined }> {
  if (connection.profile !== undefined) return connection.profile
  const { active, profiles } = await readProfiles()
  const ofInstance = Object.entries(profiles).filter(([, profile]) => profile.baseUrl === baseUrl)
  const [found] = [
    ...ofInstance.filter(([, profile]) => profile.clientId === clientId),
    ...ofInstance.filter(([name]) => clientId === undefined && name === active),
    ...ofInstance.filter(
      ([, profile]) => clientId === undefined || (profile.clientId === undefined && !profile.netrc),
    ),
  ]
  if (found !== undefined) return { name: found[0], profile: found[1] }
  return { name: freeName(new URL(baseUrl).host, profiles), profile: undefined }
}

function freeName(host: string, profiles: Profiles['profiles']): string {
  let name = host
  for (let number = 2; Object.hasOwn(profiles, name); number++) name = `${host}.${number}`
  return name
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

import { changeProfiles, readProfiles } from './profile-file.js'

/** From now on the instance is used with an API key again, in each of its profiles. */
export async function forgetPerson(baseUrl: string): Promise<void> {
  const { profiles } = await readProfiles()
  const isOfPerson = Object.values(profiles).some(profile => profile.baseUrl === baseUrl && profile.oauth)
  if (!isOfPerson) return
  await changeProfiles(({ active, profiles }) => {
    const entries = Object.entries(profiles).map(([name, { oauth, ...profile }]) => [
      name,
      profile.baseUrl === baseUrl || oauth === undefined ? profile : { ...profile, oauth },
    ])
    return { active, profiles: Object.fromEntries(entries) }
  })
}

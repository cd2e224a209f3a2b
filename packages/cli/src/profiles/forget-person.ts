import { changeProfiles, readProfiles } from './profile-file.js'

/** From now on the profile is used with an API key again. */
export async function forgetPerson(name: string): Promise<void> {
  const { profiles } = await readProfiles()
  if (!Object.hasOwn(profiles, name) || profiles[name]?.oauth === undefined) return
  await changeProfiles(({ active, profiles }) => {
    const { oauth: _person, ...profile } = profiles[name] ?? { baseUrl: '' }
    return { active, profiles: Object.hasOwn(profiles, name) ? { ...profiles, [name]: profile } : profiles }
  })
}

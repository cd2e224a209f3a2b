import { profileNamed, readProfiles, writeProfiles } from '../profiles/profile-file.js'
import type { Invocation } from '../program/definition.js'
import { tell } from '../terminal/io.js'

/** Makes a profile the active one. */
export async function run({ args: [name = ''], io }: Invocation): Promise<undefined> {
  const profiles = await readProfiles()
  const { profile } = profileNamed(profiles, name)
  await writeProfiles({ ...profiles, active: name })
  tell(io, `The profile ${name} (${profile.baseUrl}) is used where nothing else names an instance.`)
  return undefined
}

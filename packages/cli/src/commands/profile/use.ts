import { changeProfiles, profileNamed } from '../../profiles/profile-file.js'
import type { Invocation } from '../../program/definition.js'
import { tell } from '../../terminal/io.js'

/** Makes a profile the active one. */
export async function run({ args: [name = ''], io }: Invocation): Promise<undefined> {
  let baseUrl = ''
  await changeProfiles(profiles => {
    baseUrl = profileNamed(profiles, name).profile.baseUrl
    return { ...profiles, active: name }
  })
  tell(io, `The profile ${name} (${baseUrl}) is used where nothing else names an instance.`)
  return undefined
}

import { changeProfiles, profileNamed, readProfiles } from '../profiles/profile-file.js'
import type { Invocation } from '../program/definition.js'
import { tell } from '../terminal/io.js'

/** Removes a profile, and the secret that the keychain keeps for it. */
export async function run({ args: [name = ''], io }: Invocation): Promise<undefined> {
  const { profile } = profileNamed(await readProfiles(), name)
  if (profile.keychain) await (await import('../connection/keychain.js')).forgetSecretOf(name)
  await changeProfiles(({ active, profiles }) => {
    const { [name]: _removed, ...others } = profiles
    return { active: active === name ? undefined : active, profiles: others }
  })
  tell(io, `Removed the profile ${name}. Stored tokens stay until looker-auth logout --all.`)
  return undefined
}

import { AuthError } from '@looker-auth/node'
import { messageOf } from '../../failures/message-of.js'
import type { Profile, Profiles } from '../../profiles/profile.js'
import { changeProfiles, profileNamed, readProfiles } from '../../profiles/profile-file.js'
import type { Invocation } from '../../program/definition.js'
import { tell } from '../../terminal/io.js'

/** Removes a profile, and the secret that the keychain keeps for it. */
export async function run({ args: [name = ''], io }: Invocation): Promise<undefined> {
  const { profile } = profileNamed(await readProfiles(), name)
  let others: Profiles['profiles'] = {}
  let wasActive = false
  await changeProfiles(({ active, profiles }) => {
    const { [name]: _removed, ...rest } = profiles
    others = rest
    wasActive = active === name
    return { active: wasActive ? undefined : active, profiles: rest }
  })
  const isShared = Object.values(others).some(other => isSameKey(other, profile))
  if (profile.keychain && profile.clientId !== undefined && !isShared) await forgetSecret(name, profile)
  tell(io, `Removed the profile ${name}. Stored tokens stay until looker-auth logout --all.`)
  if (wasActive) tell(io, withoutActive(Object.keys(others)))
  return undefined
}

function withoutActive(names: readonly string[]): string {
  return names.length === 0
    ? 'No profile is left. Add one: looker-auth profile add NAME.'
    : `No profile is active now. Choose one: looker-auth profile use NAME (${names.join(', ')}).`
}

/** Whether the keychain keeps one secret for both profiles. */
function isSameKey(other: Profile, { baseUrl, clientId }: Profile): boolean {
  return other.keychain === true && other.baseUrl === baseUrl && other.clientId === clientId
}

/** A keychain that cannot be used does not keep the profile. */
async function forgetSecret(name: string, { baseUrl, clientId = '' }: Profile): Promise<void> {
  const { entryOf, forgetSecretOf } = await import('../../keychain/keychain.js')
  const key = { baseUrl, clientId }
  await forgetSecretOf(key).catch(cause => {
    if (!AuthError.is(cause)) throw cause
    throw new AuthError('configuration', {
      message: `The profile ${name} was removed, but a secret that the keychain keeps for it was not. ${messageOf(cause)}`,
      hint: `Remove the entry "${entryOf(key)}" of looker-auth in the keychain.`,
      cause,
    })
  })
}

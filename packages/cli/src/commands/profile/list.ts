import { readProfiles } from '../../profiles/profile-file.js'
import type { Invocation } from '../../program/definition.js'
import type { GlobalFlags } from '../../program/flags.js'
import { print, printJson } from '../../terminal/io.js'

/** Lists the profiles; no secrets. */
export async function run({ flags, io }: Invocation<GlobalFlags>): Promise<undefined> {
  const { active, profiles } = await readProfiles()
  const names = Object.keys(profiles)
  if (flags.json) {
    const shown = Object.entries(profiles).map(
      ([name, { baseUrl, clientId, clientSecret, netrc, keychain, oauth }]) => ({
        name,
        active: name === active,
        base_url: baseUrl,
        ...(clientId !== undefined && { client_id: clientId }),
        has_secret: clientSecret !== undefined,
        netrc: netrc ?? false,
        keychain: keychain ?? false,
        ...(oauth !== undefined && { oauth_client_id: oauth.clientId }),
      }),
    )
    await printJson(io, shown)
    return undefined
  }
  const width = Math.max(0, ...names.map(name => name.length))
  for (const [name, { baseUrl }] of Object.entries(profiles))
    await print(io, `${name === active ? '*' : ' '} ${name.padEnd(width)}  ${baseUrl}\n`)
  if (names.length === 0)
    await print(io, 'There is no profile. Add one: looker-auth profile add NAME --base-url URL\n')
  return undefined
}

import { resolveSettings } from '@looker-auth/node'
import { changeProfiles, withProfile } from '../../profiles/profile-file.js'
import type { Invocation } from '../../program/definition.js'
import type { GlobalFlags } from '../../program/flags.js'
import { tell } from '../../terminal/io.js'
import { UsageError } from '../../terminal/usage-error.js'
import { keptSecret, type SecretFlags, secretOf } from '../secret.js'

interface AddFlags extends GlobalFlags, SecretFlags {
  readonly ca?: string
  readonly allowInsecureHttp?: boolean
}

/** Adds a profile. The first one becomes the active one. */
export async function run({ args: [name = ''], flags, io }: Invocation<AddFlags>): Promise<undefined> {
  if (!/^[\w.:-]{1,100}$/.test(name))
    throw new UsageError('The name of a profile has letters, digits, and . : _ - only.', 'Give another name.')
  const { config, section, envPrefix, baseUrl, clientId, apiVersion, ca, allowInsecureHttp } = flags
  const { netrc, keychain } = flags
  const given = { baseUrl, apiVersion, ca, allowInsecureHttp, iniPath: config, section, envPrefix }
  const settings = resolveSettings({ ...withoutUndefined(given), env: io.env })
  const keeps = flags.saveSecret || flags.secretStdin
  if (keeps && clientId === undefined)
    throw new UsageError('A secret is kept together with its client_id.', 'Give --client-id too.')
  const kept =
    keeps && clientId !== undefined
      ? await keptSecret(name, await secretOf(flags, clientId, io), keychain ?? false)
      : {}
  const profile = {
    baseUrl: settings.baseUrl,
    ...withoutUndefined({ apiVersion, ca, clientId, netrc, keychain }),
    ...(settings.allowInsecureHttp && { allowInsecureHttp: true }),
    ...(!settings.verifySsl && { verifySsl: false }),
    ...kept,
  }
  await changeProfiles(profiles => withProfile(profiles, { name, profile }, profiles.active === undefined))
  tell(io, `Added the profile ${name} (${settings.baseUrl}).`)
  return undefined
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

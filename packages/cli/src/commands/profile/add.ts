import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { explainSettings, resolveSettings, type SettingReport, type SettingsOptions } from '@looker-auth/node'
import { clientIdOf } from '../../connection/settings-key.js'
import { UsageError } from '../../failures/usage-error.js'
import type { Profile } from '../../profiles/profile.js'
import { changeProfiles, withProfile } from '../../profiles/profile-file.js'
import type { Invocation } from '../../program/definition.js'
import type { GlobalFlags } from '../../program/flags.js'
import { type Io, tell } from '../../terminal/io.js'
import { keptSecret, type SecretFlags, secretOf } from '../secret.js'

interface AddFlags extends GlobalFlags, SecretFlags {
  readonly ca?: string
  readonly allowInsecureHttp?: boolean
}

/** Adds a profile, or replaces it. The first one becomes the active one. */
export async function run({ args: [name = ''], flags, io }: Invocation<AddFlags>): Promise<undefined> {
  if (!/^[\w.:-]{1,100}$/.test(name))
    throw new UsageError('The name of a profile has letters, digits, and . : _ - only.', 'Give another name.')
  refuseMixed(flags)
  const profile = await profileOf(flags, io)
  const kept = await keptSecretOf(profile, flags, io)
  let isReplaced = false
  await changeProfiles(profiles => {
    isReplaced = Object.hasOwn(profiles.profiles, name)
    return withProfile(profiles, { name, profile: { ...profile, ...kept } }, profiles.active === undefined)
  })
  tell(io, `${isReplaced ? 'Replaced' : 'Added'} the profile ${name} (${profile.baseUrl}).`)
  if (profile.clientId === undefined && !profile.netrc)
    tell(io, `It has no API key yet. Run: looker-auth login --profile ${name}`)
  return undefined
}

function refuseMixed({ netrc, saveSecret, secretStdin, profile }: AddFlags): void {
  if (netrc && (saveSecret || secretStdin))
    throw new UsageError('With --netrc the secret is in ~/.netrc.', 'Leave --netrc out, or the secret.')
  if (profile !== undefined)
    throw new UsageError(
      'The option --profile does not belong to profile add.',
      'Give the name after add, and the address with --base-url.',
    )
}

/** What the options say, and what the settings say of the rest. */
async function profileOf(flags: AddFlags, { env }: Io): Promise<Profile> {
  const { config, section, envPrefix, baseUrl, apiVersion, ca, allowInsecureHttp, netrc, keychain } = flags
  const given = { baseUrl, apiVersion, ca, allowInsecureHttp, iniPath: config, section, envPrefix }
  const options: SettingsOptions = { ...withoutUndefined(given), env }
  const settings = resolveSettings(options)
  const hasVersion = explainSettings(options).some(isGivenVersion)
  return {
    baseUrl: settings.baseUrl,
    ...withoutUndefined({
      apiVersion: hasVersion ? settings.apiVersion : undefined,
      ca: ca === undefined ? settings.ca : absolute(ca),
      // ~/.netrc has the client_id too.
      clientId: flags.clientId ?? (netrc ? undefined : await clientIdOf(options)),
      netrc,
      keychain,
    }),
    ...(settings.allowInsecureHttp && { allowInsecureHttp: true }),
    ...(!settings.verifySsl && { verifySsl: false }),
  }
}

/** The profile is used from other folders too. Certificates as text, and a path below ~, are the same in each folder. */
function absolute(ca: string): string {
  return existsSync(ca) ? resolve(ca) : ca
}

function isGivenVersion({ setting, where }: SettingReport): boolean {
  return setting === 'api_version' && where !== 'the default'
}

async function keptSecretOf(
  { baseUrl, clientId, keychain = false }: Profile,
  flags: AddFlags,
  io: Io,
): Promise<Partial<Profile>> {
  if (!flags.saveSecret && !flags.secretStdin) return {}
  if (clientId !== undefined)
    return keptSecret({ baseUrl, clientId }, await secretOf(flags, clientId, io), keychain)
  throw new UsageError('A secret is kept together with its client_id.', 'Give --client-id too.')
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

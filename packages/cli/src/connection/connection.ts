import { existsSync } from 'node:fs'
import {
  AuthError,
  type Credentials,
  type Env,
  explainSettings,
  resolveSettings,
  type SettingsOptions,
} from '@looker-auth/node'
import { UsageError } from '../failures/usage-error.js'
import type { OauthClient, Profiles } from '../profiles/profile.js'
import { type NamedProfile, profileNamed, readProfiles } from '../profiles/profile-file.js'
import type { GlobalFlags } from '../program/flags.js'
import type { Io } from '../terminal/io.js'
import { type ChosenBy, type ChosenProfile, ProfilesOfInstance } from './profiles-of-instance.js'
import { clientIdOf } from './settings-key.js'

/** Which instance the command talks to, and as whom. */
export interface Connection {
  readonly settings: SettingsOptions
  /** The profile whose settings, or whose key, these are. */
  readonly profile: ChosenProfile | undefined
  /** Set where a person signed in on Looker's pages: then no API key is used. */
  readonly oauth: OauthClient | undefined
  readonly netrc: boolean
  readonly keychain: boolean
  /** Whether the secret of the settings is that of another client_id than the one that was asked for: it is not used. */
  readonly hasOtherSecret?: boolean
  /** The API key that the user gave for this call: it is used, and no other one. */
  readonly given?: Credentials
}

/**
 * The connection that options, environment, files and profiles describe: the profile of --profile; else the instance of an
 * option; else the profile of LOOKER_AUTH_PROFILE; else what the environment names, or looker.ini in the working directory;
 * else the active profile.
 *
 * @throws UsageError for options that name another instance than the profile beside them, and for an instance of several profiles.
 */
export async function connectionOf(flags: GlobalFlags, io: Io): Promise<Connection> {
  const profiles = await readProfiles()
  const { active } = profiles
  const chosen = (name: string, by: ChosenBy): Connection =>
    ofProfile({ ...profileNamed(profiles, name), by }, flags, io)
  if (flags.profile !== undefined) return chosen(flags.profile, 'option')
  const inEnvironment = io.env.LOOKER_AUTH_PROFILE || undefined
  if (inEnvironment !== undefined && !isInOptions(flags)) return chosen(inEnvironment, 'environment')
  if (active !== undefined && !isSetElsewhere(flags, io)) return chosen(active, 'active')
  return ofSettings(flags, io, profiles, [inEnvironment, active])
}

function isInOptions({ baseUrl, config, section }: GlobalFlags): boolean {
  return [baseUrl, config, section].some(one => one !== undefined)
}

function isSetElsewhere(flags: GlobalFlags, io: Io): boolean {
  const { envPrefix = 'LOOKERSDK' } = flags
  return isInOptions(flags) || Boolean(io.env[`${envPrefix}_BASE_URL`]?.trim()) || existsSync('looker.ini')
}

function ofProfile(named: ChosenProfile, flags: GlobalFlags, io: Io): Connection {
  const { clientSecret, netrc, keychain, oauth, clientId: ownId, ...settings } = named.profile
  checkInstance(named, flags)
  const clientId = flags.clientId ?? (flags.netrc ? undefined : ownId)
  const isOwnKey = !flags.netrc && clientId === ownId
  const isOwnPerson = flags.clientId === undefined && !flags.netrc
  return {
    settings: {
      ...settings,
      ...ofFlags(flags),
      ...(clientId !== undefined && { clientId }),
      ...(isOwnKey && clientSecret !== undefined && { clientSecret }),
      iniPath: false,
      env: withoutOtherKey(io.env, clientId, flags),
    },
    profile: named,
    oauth: isOwnPerson ? oauth : undefined,
    netrc: flags.netrc ?? netrc ?? false,
    keychain: usesKeychain(flags, io) || (keychain ?? false),
  }
}

/** The key of a profile goes to the profile's instance only. */
function checkInstance({ name, profile }: NamedProfile, { baseUrl, config, section }: GlobalFlags): void {
  const isFile = config !== undefined || section !== undefined
  const { allowInsecureHttp = false } = profile
  const asked =
    baseUrl === undefined ? undefined : baseUrlOf({ baseUrl, allowInsecureHttp, iniPath: false, env: {} })
  if (!isFile && (asked === undefined || asked === profile.baseUrl)) return
  throw new UsageError(
    isFile
      ? `The options --config and --section do not count beside the profile ${name}.`
      : `The option --base-url names another instance than the profile ${name} (${profile.baseUrl}).`,
    'Leave one of them out, or add a profile for the other instance: looker-auth profile add NAME.',
  )
}

/** The environment without a key that has another client_id: its secret is not that of the key asked for. */
function withoutOtherKey(
  env: Env,
  clientId: string | undefined,
  { envPrefix = 'LOOKERSDK' }: GlobalFlags,
): Env {
  const [idName, secretName] = [`${envPrefix}_CLIENT_ID`, `${envPrefix}_CLIENT_SECRET`]
  const other = env[idName]?.trim()
  if (clientId === undefined || !other || other === clientId) return env
  return { ...env, [idName]: undefined, [secretName]: undefined }
}

async function ofSettings(
  flags: GlobalFlags,
  io: Io,
  profiles: Profiles,
  preferred: readonly (string | undefined)[],
): Promise<Connection> {
  const { config, section, clientId } = flags
  const env = withoutOtherKey(io.env, clientId, flags)
  const asked: SettingsOptions = { ...ofFlags(flags), iniPath: config, section, env }
  const candidates = new ProfilesOfInstance(profiles, baseUrlOf(asked), preferred)
  const isOwnKey = clientId !== undefined || flags.netrc
  const person = isOwnKey ? undefined : candidates.person()
  const hasFile = config !== undefined || existsSync('looker.ini')
  const hasOtherSecret = hasFile && (await isOfOtherKey(asked, flags))
  const needsKey = !candidates.isEmpty && !flags.netrc && person === undefined
  const lacksKey = needsKey && (hasOtherSecret || !(await isKey(asked)))
  const kept = lacksKey ? candidates.withKey(clientId ?? (await clientIdOf(asked))) : undefined
  const { netrc = kept?.profile.netrc ?? false } = flags
  return {
    settings: { ...asked, ...keyOf(kept) },
    profile: person ?? kept,
    oauth: person?.profile.oauth,
    netrc,
    keychain: usesKeychain(flags, io) || ((person ?? kept)?.profile.keychain ?? false),
    hasOtherSecret,
  }
}

/** Whether the secret is from a looker.ini that has it for another client_id, or for another instance. */
async function isOfOtherKey(
  settings: SettingsOptions,
  { envPrefix = 'LOOKERSDK' }: GlobalFlags,
): Promise<boolean> {
  const from = (key: string) => explainSettings(settings).find(({ setting }) => setting === key)?.where ?? ''
  if (!from('client_secret').startsWith('key ') || from('client_id').startsWith('key ')) return false
  const env = { ...settings.env, [`${envPrefix}_CLIENT_ID`]: undefined }
  const inFile = await clientIdOf({ ...settings, clientId: undefined, env })
  const isOfOtherInstance = inFile === undefined && !(await isKey(settings))
  return isOfOtherInstance || (inFile !== undefined && inFile !== (await clientIdOf(settings)))
}

/** Whether the settings have a whole API key for the instance. */
async function isKey(settings: SettingsOptions): Promise<boolean> {
  try {
    await resolveSettings(settings).credentials()
    return true
  } catch (error) {
    if (AuthError.is(error)) return false
    throw error
  }
}

function keyOf(named: NamedProfile | undefined): Pick<SettingsOptions, 'clientId' | 'clientSecret'> {
  const { clientId, clientSecret } = named?.profile ?? {}
  return {
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
  }
}

/** Undefined for settings that cannot be used: what needs them reports that. */
function baseUrlOf(settings: SettingsOptions): string | undefined {
  try {
    return resolveSettings(settings).baseUrl
  } catch (error) {
    if (AuthError.is(error)) return undefined
    throw error
  }
}

function ofFlags({ baseUrl, clientId, apiVersion, envPrefix }: GlobalFlags): SettingsOptions {
  return {
    ...(baseUrl !== undefined && { baseUrl }),
    ...(clientId !== undefined && { clientId }),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(envPrefix !== undefined && { envPrefix }),
  }
}

function usesKeychain({ keychain }: GlobalFlags, io: Io): boolean {
  return keychain ?? ['1', 'true', 'yes'].includes((io.env.LOOKER_AUTH_KEYCHAIN ?? '').toLowerCase())
}

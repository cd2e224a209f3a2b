import { existsSync } from 'node:fs'
import {
  AuthError,
  type Credentials,
  type Env,
  explainSettings,
  resolveSettings,
  type SettingsOptions,
} from '@looker-auth/node'
import type { OauthClient, Profile, Profiles } from '../profiles/profile.js'
import { type NamedProfile, profileNamed, readProfiles } from '../profiles/profile-file.js'
import type { GlobalFlags } from '../program/flags.js'
import type { Io } from '../terminal/io.js'
import { UsageError } from '../terminal/usage-error.js'
import { clientIdOf } from './settings-key.js'

/** Which instance the command talks to, and as whom. */
export interface Connection {
  readonly settings: SettingsOptions
  /** The profile whose settings these are. */
  readonly profile: NamedProfile | undefined
  /** Set where a person signed in on Looker's pages: then no API key is used. */
  readonly oauth: OauthClient | undefined
  readonly netrc: boolean
  readonly keychain: boolean
  /** The API key that the user gave for this call: it is used, and no other one. */
  readonly given?: Credentials
}

/**
 * The connection that options, environment, files and profiles describe: the profile of --profile; else the instance of an
 * option; else the profile of LOOKER_AUTH_PROFILE; else what the environment names, or looker.ini in the working directory;
 * else the active profile.
 *
 * @throws UsageError for options that name another instance than the profile beside them.
 */
export async function connectionOf(flags: GlobalFlags, io: Io): Promise<Connection> {
  const profiles = await readProfiles()
  const isOption = isInOptions(flags)
  const named = flags.profile ?? (isOption ? undefined : io.env.LOOKER_AUTH_PROFILE || undefined)
  if (named !== undefined) return ofProfile(profileNamed(profiles, named), flags, io)
  const { active } = profiles
  if (active === undefined || isSetElsewhere(flags, io)) return ofSettings(flags, io, profiles)
  return ofProfile(profileNamed(profiles, active), flags, io)
}

function isInOptions({ baseUrl, config, section }: GlobalFlags): boolean {
  return [baseUrl, config, section].some(one => one !== undefined)
}

function isSetElsewhere(flags: GlobalFlags, io: Io): boolean {
  const { envPrefix = 'LOOKERSDK' } = flags
  return isInOptions(flags) || Boolean(io.env[`${envPrefix}_BASE_URL`]) || existsSync('looker.ini')
}

function ofProfile(named: NamedProfile, flags: GlobalFlags, io: Io): Connection {
  const { clientSecret, netrc, keychain, oauth, clientId: ownId, ...settings } = named.profile
  checkInstance(named, flags)
  const clientId = flags.clientId ?? (flags.netrc ? undefined : ownId)
  const own = flags.clientId === undefined && !flags.netrc
  return {
    settings: {
      ...settings,
      ...ofFlags(flags),
      ...(clientId !== undefined && { clientId }),
      ...(own && clientSecret !== undefined && { clientSecret }),
      iniPath: false,
      env: withoutOtherKey(io.env, clientId, flags),
    },
    profile: named,
    oauth: own ? oauth : undefined,
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

async function ofSettings(flags: GlobalFlags, io: Io, profiles: Profiles): Promise<Connection> {
  const { config, section } = flags
  const settings: SettingsOptions = { ...ofFlags(flags), iniPath: config, section, env: io.env }
  const isOwnKey = flags.clientId !== undefined || flags.netrc
  const signedIn = isOwnKey ? undefined : signedInAt(settings, profiles)
  const kept = flags.netrc || signedIn !== undefined ? undefined : await keptKeyAt(settings, profiles)
  return {
    settings: { ...settings, ...kept?.key },
    profile: kept?.named,
    oauth: signedIn?.oauth,
    netrc: flags.netrc ?? false,
    keychain: usesKeychain(flags, io) || (signedIn?.keychain ?? kept?.named.profile.keychain ?? false),
  }
}

interface KeptKey {
  readonly named: NamedProfile
  readonly key: Pick<SettingsOptions, 'clientId' | 'clientSecret'>
}

/** Where the settings have no secret: the profile of the same instance and the same key, which `login` kept. */
async function keptKeyAt(settings: SettingsOptions, { profiles }: Profiles): Promise<KeptKey | undefined> {
  const baseUrl = baseUrlOf(settings)
  const candidates = Object.entries(profiles).filter(([, profile]) => profile.baseUrl === baseUrl)
  if (candidates.length === 0 || hasSecret(settings)) return undefined
  const wanted = await clientIdOf(settings)
  for (const [name, profile] of candidates) {
    const { clientId, clientSecret } = profile
    if (clientId !== undefined && (wanted ?? clientId) === clientId)
      return {
        named: { name, profile },
        key: { clientId, ...(clientSecret !== undefined && { clientSecret }) },
      }
  }
  return undefined
}

function hasSecret(settings: SettingsOptions): boolean {
  return explainSettings(settings).some(
    ({ setting, where }) => setting === 'client_secret' && where !== undefined,
  )
}

/** The profile of the same instance, where a person signed in. */
function signedInAt(settings: SettingsOptions, { profiles }: Profiles): Profile | undefined {
  const candidates = Object.values(profiles).filter(({ oauth }) => oauth !== undefined)
  if (candidates.length === 0) return undefined
  const baseUrl = baseUrlOf(settings)
  return candidates.find(profile => profile.baseUrl === baseUrl)
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

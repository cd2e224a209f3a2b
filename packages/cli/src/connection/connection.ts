import { existsSync } from 'node:fs'
import { AuthError, resolveSettings, type SettingsOptions } from '@looker-auth/node'
import type { OauthClient, Profile, Profiles } from '../profiles/profile.js'
import { type NamedProfile, profileNamed, readProfiles } from '../profiles/profile-file.js'
import type { GlobalFlags } from '../program/flags.js'
import type { Io } from '../terminal/io.js'

/** Which instance the command talks to, and as whom. */
export interface Connection {
  readonly settings: SettingsOptions
  /** The profile whose settings these are. */
  readonly profile: NamedProfile | undefined
  /** Set where a person signed in on Looker's pages: then no API key is used. */
  readonly oauth: OauthClient | undefined
  readonly netrc: boolean
  readonly keychain: boolean
}

/**
 * The connection that options, environment, files and profiles describe: a profile that is asked for by name; else what
 * is asked for by option, by the environment, or by looker.ini in the working directory; else the active profile.
 */
export async function connectionOf(flags: GlobalFlags, io: Io): Promise<Connection> {
  const profiles = await readProfiles()
  const named = flags.profile ?? (io.env.LOOKER_AUTH_PROFILE || undefined)
  if (named !== undefined) return ofProfile(profileNamed(profiles, named), flags, io)
  const { active } = profiles
  if (active === undefined || isSetElsewhere(flags, io)) return ofSettings(flags, io, profiles)
  return ofProfile(profileNamed(profiles, active), flags, io)
}

function isSetElsewhere({ baseUrl, config, section, envPrefix = 'LOOKERSDK' }: GlobalFlags, io: Io): boolean {
  const asked = [baseUrl, config, section, io.env[`${envPrefix}_BASE_URL`] || undefined]
  return asked.some(one => one !== undefined) || existsSync('looker.ini')
}

function ofProfile(named: NamedProfile, flags: GlobalFlags, io: Io): Connection {
  const { clientSecret, netrc, keychain, oauth, ...settings } = named.profile
  const own = flags.clientId === undefined && !flags.netrc
  return {
    settings: {
      ...settings,
      ...ofFlags(flags),
      ...(own && clientSecret !== undefined && { clientSecret }),
      iniPath: false,
      env: io.env,
    },
    profile: named,
    oauth: own ? oauth : undefined,
    netrc: flags.netrc ?? netrc ?? false,
    keychain: usesKeychain(flags, io) || (keychain ?? false),
  }
}

function ofSettings(flags: GlobalFlags, io: Io, profiles: Profiles): Connection {
  const { config, section } = flags
  const settings: SettingsOptions = { ...ofFlags(flags), iniPath: config, section, env: io.env }
  const signedIn = flags.clientId === undefined && !flags.netrc ? signedInAt(settings, profiles) : undefined
  return {
    settings,
    profile: undefined,
    oauth: signedIn?.oauth,
    netrc: flags.netrc ?? false,
    keychain: usesKeychain(flags, io) || (signedIn?.keychain ?? false),
  }
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

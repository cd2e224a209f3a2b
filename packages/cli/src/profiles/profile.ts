import { type ApiVersion, AuthError } from '@looker-auth/node'

/** One Looker instance, and how to sign in there. */
export interface Profile {
  readonly baseUrl: string
  readonly apiVersion?: ApiVersion | undefined
  readonly allowInsecureHttp?: boolean | undefined
  readonly verifySsl?: boolean | undefined
  /** PEM text, or the path of a file. */
  readonly ca?: string | undefined
  readonly clientId?: string | undefined
  /** Only where the user asked to keep it in the file. */
  readonly clientSecret?: string | undefined
  /** Whether the API key is in `~/.netrc`. */
  readonly netrc?: boolean | undefined
  /** Whether tokens, and a secret that is kept, are encrypted with a key in the keychain of the system. */
  readonly keychain?: boolean | undefined
  /** A person signed in on Looker's pages. */
  readonly oauth?: OauthClient | undefined
}

/** The OAuth application that a person signs in with. */
export interface OauthClient {
  readonly clientId: string
  readonly webUrl?: string | undefined
}

/** What the file of profiles holds. */
export interface Profiles {
  /** The name of the profile that is used where nothing else is asked for. */
  readonly active?: string | undefined
  readonly profiles: Readonly<Record<string, Profile>>
}

type Kind = 'string' | 'boolean' | 'object'

const kinds: Readonly<Record<keyof Profile, Kind>> = {
  baseUrl: 'string',
  apiVersion: 'string',
  allowInsecureHttp: 'boolean',
  verifySsl: 'boolean',
  ca: 'string',
  clientId: 'string',
  clientSecret: 'string',
  netrc: 'boolean',
  keychain: 'boolean',
  oauth: 'object',
}

/**
 * The profiles in a file's text.
 *
 * @throws AuthError `configuration` that names the file; it shows no value.
 */
export function parseProfiles(text: string, file: string): Profiles {
  const refuse = (what: string): AuthError =>
    new AuthError('configuration', {
      message: `The file of profiles ${file} ${what}.`,
      hint: 'Correct it, or remove it and add the profiles again: looker-auth profile add NAME.',
    })
  const fields = parsed(text)
  if (!isObject(fields) || !isObject(fields.profiles)) throw refuse('is not JSON with "profiles"')
  for (const [name, profile] of Object.entries(fields.profiles)) {
    if (!isObject(profile)) throw refuse(`has a profile ${shown(name)} that is no object`)
    if (typeof profile.baseUrl !== 'string') throw refuse(`has a profile ${shown(name)} without baseUrl`)
    const wrong = Object.entries(kinds).find(
      ([key, kind]) => profile[key] !== undefined && typeof profile[key] !== kind,
    )
    if (wrong !== undefined) throw refuse(`has a profile ${shown(name)} whose ${wrong[0]} is no ${wrong[1]}`)
  }
  return fields as unknown as Profiles
}

/** The JSON text of the profiles. */
export function formatProfiles(profiles: Profiles): string {
  return `${JSON.stringify(profiles, undefined, 2)}\n`
}

function parsed(text: string): unknown {
  try {
    // Editors of Windows put a byte order mark before the text.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 64))
}

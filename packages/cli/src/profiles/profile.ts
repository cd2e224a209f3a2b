import { type ApiVersion, AuthError, canonicalBaseUrl } from '@looker-auth/node'

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
  const profiles = Object.entries(fields.profiles).map(([name, profile]) => {
    const fault = faultOf(profile)
    if (fault !== undefined) throw refuse(`has a profile ${shown(name)} ${fault}`)
    return [name, withCanonicalUrl(profile as Profile)] as const
  })
  return { ...fields, profiles: Object.fromEntries(profiles) }
}

/** Why it is no profile; undefined where it is one. It shows no value. */
function faultOf(profile: unknown): string | undefined {
  if (!isObject(profile)) return 'that is no object'
  if (typeof profile.baseUrl !== 'string') return 'without baseUrl'
  return fieldFaultOf(profile, kinds) ?? oauthFaultOf(profile.oauth)
}

function oauthFaultOf(oauth: unknown): string | undefined {
  if (oauth === undefined) return undefined
  if (!isObject(oauth)) return 'whose oauth is no object'
  if (!oauth.clientId) return 'whose oauth has no clientId'
  return fieldFaultOf(oauth, { clientId: 'string', webUrl: 'string' })
}

function fieldFaultOf(
  fields: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, Kind>>,
): string | undefined {
  for (const [field, value] of Object.entries(fields)) {
    const kind = Object.hasOwn(known, field) ? known[field] : undefined
    if (kind === undefined) return `with a field ${shown(field)} that is not known`
    if (typeof value !== kind) return `whose ${field} is no ${kind}`
  }
  return undefined
}

/** Profiles are found by the address as the settings write it. What cannot be an address is refused where it is used. */
function withCanonicalUrl(profile: Profile): Profile {
  try {
    return { ...profile, baseUrl: canonicalBaseUrl(profile.baseUrl, { allowInsecureHttp: true }) }
  } catch {
    return profile
  }
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

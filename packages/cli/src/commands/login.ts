import { resolveSettings } from '@looker-auth/node'
import { type Connection, connectionOf } from '../connection/connection.js'
import { openSession } from '../connection/open-session.js'
import type { OauthClient, Profile } from '../profiles/profile.js'
import { changeProfiles, type NamedProfile, readProfiles, withProfile } from '../profiles/profile-file.js'
import type { Invocation } from '../program/definition.js'
import type { GlobalFlags } from '../program/flags.js'
import { type Io, printJson, tell } from '../terminal/io.js'
import { askLine } from '../terminal/prompt.js'
import { spin } from '../terminal/spinner.js'
import { UsageError } from '../terminal/usage-error.js'
import { keptSecret, type SecretFlags, secretOf } from './secret.js'
import { describeUser, type User, userOf } from './user.js'

interface LoginFlags extends GlobalFlags, SecretFlags {
  readonly oauth?: boolean
  readonly oauthClientId?: string
  readonly webUrl?: string
  readonly port?: string
  readonly browser?: boolean
}

/** The OAuth application that Looker registers itself, from release 26.10. */
const lookerCli = 'com.looker.cli'

/** Signs in, and says who that is. */
export async function run({ flags, io }: Invocation<LoginFlags>): Promise<undefined> {
  const { user, baseUrl } = flags.oauth ? await loginAsPerson(flags, io) : await loginWithKey(flags, io)
  if (flags.json) await printJson(io, { base_url: baseUrl, user })
  else tell(io, `Signed in as ${describeUser(user)} on ${baseUrl}.`)
  return undefined
}

interface SignedIn {
  readonly user: User
  readonly baseUrl: string
}

async function loginAsPerson(flags: LoginFlags, io: Io): Promise<SignedIn> {
  const connection = await connectionOf(flags, io)
  const { baseUrl } = resolveSettings(connection.settings)
  const oauth: OauthClient = {
    clientId: flags.oauthClientId ?? connection.oauth?.clientId ?? lookerCli,
    ...(flags.webUrl !== undefined && { webUrl: flags.webUrl }),
  }
  const { signInAsPerson } = await import('../oauth/sign-in.js')
  const options = { opensBrowser: flags.browser !== false, port: portOf(flags.port) }
  const signedIn = await signInAsPerson({ ...connection, oauth }, flags, io, options)
  const name = connection.profile?.name ?? (await profileAt(baseUrl)) ?? hostOf(baseUrl)
  await keep(
    { name, profile: { ...profileOf(connection, baseUrl), oauth } },
    connection.profile === undefined,
  )
  return signedIn
}

/** The profile of the instance, where there is one. */
async function profileAt(baseUrl: string): Promise<string | undefined> {
  const { profiles } = await readProfiles()
  return Object.entries(profiles).find(([, profile]) => profile.baseUrl === baseUrl)?.[0]
}

async function loginWithKey(flags: LoginFlags, io: Io): Promise<SignedIn> {
  const connection = await connectionOf(flags, io)
  const isAsked = flags.secretStdin || (await lacksKey(connection))
  if (!isAsked) return signIn({ ...connection, oauth: undefined }, flags, io)
  const baseUrl = await baseUrlOf(connection, io)
  const { settings } = connection
  const clientId =
    settings.clientId ??
    connection.profile?.profile.clientId ??
    (await askLine(io, "The API key's client_id:"))
  const clientSecret = await secretOf(flags, clientId, io)
  const asked: Connection = {
    ...connection,
    oauth: undefined,
    settings: { ...settings, baseUrl, clientId, clientSecret },
  }
  const signedIn = await signIn(asked, flags, io)
  const name = connection.profile?.name ?? (await profileAt(baseUrl)) ?? hostOf(baseUrl)
  const kept = flags.saveSecret ? await keptSecret(name, clientSecret, connection.keychain) : {}
  await keep(
    { name, profile: { ...withoutOtherKey(profileOf(connection, baseUrl), clientId), clientId, ...kept } },
    connection.profile === undefined,
  )
  if (!flags.saveSecret)
    tell(io, 'The secret was not saved: sign in again when the token has expired, or give --save-secret.')
  return signedIn
}

async function signIn(connection: Connection, flags: LoginFlags, io: Io): Promise<SignedIn> {
  const session = await openSession(connection, flags, io)
  try {
    return await spin(io, `Signing in to ${session.baseUrl}`, async () => {
      await session.login({ signal: io.signal })
      return { user: await userOf(session, io.signal), baseUrl: session.baseUrl }
    })
  } finally {
    await session.close()
  }
}

/** Whether no API key can be found; without an address there is none either. */
async function lacksKey({ settings, netrc, profile }: Connection): Promise<boolean> {
  if (netrc || profile?.profile.keychain) return false
  const { explainSettings } = await import('@looker-auth/node')
  const missing = explainSettings(settings).filter(({ where }) => where === undefined)
  return missing.some(({ setting }) => ['base_url', 'client_id', 'client_secret'].includes(setting))
}

async function baseUrlOf({ settings }: Connection, io: Io): Promise<string> {
  const { explainSettings } = await import('@looker-auth/node')
  const isMissing = explainSettings(settings).some(
    ({ setting, where }) => setting === 'base_url' && where === undefined,
  )
  const asked = isMissing ? await askLine(io, 'The address of your Looker instance:') : undefined
  return resolveSettings({ ...settings, ...(asked !== undefined && { baseUrl: asked }) }).baseUrl
}

function profileOf({ profile, settings, keychain }: Connection, baseUrl: string): Profile {
  const { apiVersion, allowInsecureHttp, verifySsl, ca } = settings
  return {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(allowInsecureHttp !== undefined && { allowInsecureHttp }),
    ...(verifySsl !== undefined && { verifySsl }),
    ...(ca !== undefined && { ca }),
    ...profile?.profile,
    baseUrl,
    ...(keychain && { keychain }),
  }
}

/** A secret stays with its own client_id. */
function withoutOtherKey(profile: Profile, clientId: string): Profile {
  if (profile.clientId === clientId) return profile
  const { clientSecret: _secret, netrc: _netrc, ...others } = profile
  return others
}

async function keep(named: NamedProfile, isNew: boolean): Promise<void> {
  await changeProfiles(profiles => withProfile(profiles, named, isNew && profiles.active === undefined))
}

function hostOf(baseUrl: string): string {
  return new URL(baseUrl).host
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port
  throw new UsageError('The option --port is no port.', 'Give a whole number from 1 to 65535.')
}

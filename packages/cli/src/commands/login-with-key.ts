import { explainSettings, resolveSettings } from '@looker-auth/node'
import { type Connection, connectionOf } from '../connection/connection.js'
import { openSession } from '../connection/open-session.js'
import { clientIdOf } from '../connection/settings-key.js'
import { StoredToken } from '../connection/stored-token.js'
import { keepConnection, profileFor } from '../profiles/keep-connection.js'
import type { NamedProfile } from '../profiles/profile-file.js'
import type { GlobalFlags } from '../program/flags.js'
import { type Io, tell } from '../terminal/io.js'
import { askLine } from '../terminal/prompt.js'
import { spin } from '../terminal/spinner.js'
import { UsageError } from '../terminal/usage-error.js'
import { keptSecret, type SecretFlags, secretOf } from './secret.js'
import { type User, userOf } from './user.js'

/** Who signed in, and where. */
export interface SignedIn {
  readonly user: User
  readonly baseUrl: string
}

/** Signs in with the API key of the settings, or with one that the user gives, which is kept as a profile. */
export async function loginWithKey(flags: GlobalFlags & SecretFlags, io: Io): Promise<SignedIn> {
  const connection = await connectionOf(flags, io)
  const isAsked = flags.secretStdin || (await lacksKey(connection))
  if (isAsked) return loginWithGivenKey(connection, flags, io)
  const signedIn = await signIn({ ...connection, oauth: undefined }, flags, io)
  // From now on the instance is used with the API key again.
  if (connection.oauth !== undefined) await keepConnection(connection, signedIn.baseUrl, { oauth: undefined })
  return signedIn
}

async function loginWithGivenKey(
  connection: Connection,
  flags: GlobalFlags & SecretFlags,
  io: Io,
): Promise<SignedIn> {
  const baseUrl = await baseUrlOf(connection, io)
  const settings = { ...connection.settings, baseUrl }
  const clientId = await givenClientId({ ...connection, settings }, io)
  const { name, profile } = await profileFor(connection, baseUrl, clientId)
  if (profile !== undefined) await refuseOtherKey({ name, profile }, clientId)
  const clientSecret = await secretOf(flags, clientId, io)
  const origin = flags.secretStdin ? 'stdin' : 'this terminal'
  const given = { clientId, clientSecret, origin }
  const signedIn = await signIn({ ...connection, oauth: undefined, settings, given }, flags, io)
  const kept = flags.saveSecret ? await keptSecret(name, clientSecret, connection.keychain) : {}
  await keepConnection(connection, baseUrl, { clientId, ...kept, oauth: undefined })
  if (!flags.saveSecret)
    tell(io, 'The secret was not saved: sign in again when the token has expired, or give --save-secret.')
  return signedIn
}

async function givenClientId({ settings, profile }: Connection, io: Io): Promise<string> {
  const known = settings.clientId ?? profile?.profile.clientId ?? (await clientIdOf(settings))
  if (known !== undefined) return known
  return askLine(io, {
    message: "The API key's client_id:",
    hint: 'Give --client-id, or set LOOKERSDK_CLIENT_ID (in looker.ini: client_id).',
  })
}

/** A profile has one key: its saved secret would be lost. */
async function refuseOtherKey({ name, profile }: NamedProfile, clientId: string): Promise<void> {
  if (profile.clientId === undefined || profile.clientId === clientId) return
  const isSaved = profile.clientSecret !== undefined || (profile.keychain && (await hasKeptSecret(name)))
  if (!isSaved) return
  throw new UsageError(
    `The profile ${name} keeps the secret of another API key, and would lose it.`,
    `Add a profile for this key: looker-auth profile add NAME --base-url ${profile.baseUrl} --client-id ${clientId}. Then run: looker-auth login --profile NAME.`,
  )
}

/** Signs in at Looker, also where a token is stored: only Looker can tell whether the key is right. */
async function signIn(connection: Connection, flags: GlobalFlags, io: Io): Promise<SignedIn> {
  const stored = new StoredToken()
  const session = await openSession(connection, flags, io, { wrap: fetch => stored.wrap(fetch) })
  try {
    return await spin(io, `Signing in to ${session.baseUrl}`, async () => {
      await stored.signInOver(session, io.signal)
      return { user: await userOf(session, io.signal), baseUrl: session.baseUrl }
    })
  } finally {
    await session.close()
  }
}

/** Whether no API key can be found; without an address there is none either. */
async function lacksKey({ settings, netrc, profile }: Connection): Promise<boolean> {
  if (netrc || (profile?.profile.keychain && (await hasKeptSecret(profile.name)))) return false
  const missing = explainSettings(settings).filter(({ where }) => where === undefined)
  return missing.some(({ setting }) => ['base_url', 'client_id', 'client_secret'].includes(setting))
}

async function hasKeptSecret(profile: string): Promise<boolean> {
  const { readSecretOf } = await import('../keychain/keychain.js')
  return (await readSecretOf(profile)) !== undefined
}

async function baseUrlOf({ settings }: Connection, io: Io): Promise<string> {
  const isMissing = explainSettings(settings).some(
    ({ setting, where }) => setting === 'base_url' && where === undefined,
  )
  if (!isMissing) return resolveSettings(settings).baseUrl
  const baseUrl = await askLine(io, {
    message: 'The address of your Looker instance:',
    hint: 'Give --base-url, or set LOOKERSDK_BASE_URL (in looker.ini: base_url).',
  })
  return resolveSettings({ ...settings, baseUrl }).baseUrl
}

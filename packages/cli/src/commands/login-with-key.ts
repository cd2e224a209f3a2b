import { explainSettings, resolveSettings, type SettingsOptions } from '@looker-auth/node'
import { apiKeyOf } from '../connection/api-key.js'
import { type Connection, connectionOf } from '../connection/connection.js'
import { openSession } from '../connection/open-session.js'
import { clientIdOf } from '../connection/settings-key.js'
import { StoredToken } from '../connection/stored-token.js'
import { forgetPerson } from '../profiles/forget-person.js'
import { keepConnection, profileFor } from '../profiles/keep-connection.js'
import type { Profile } from '../profiles/profile.js'
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
  const signedIn = await (isAsked ? loginWithGivenKey : loginWithSettings)(connection, flags, io)
  // From now on the instance is used with the API key again.
  await forgetPerson(signedIn.baseUrl)
  return signedIn
}

async function loginWithSettings(
  { oauth: _person, ...connection }: Connection,
  flags: GlobalFlags & SecretFlags,
  io: Io,
): Promise<SignedIn> {
  const key = { ...connection, oauth: undefined }
  const signedIn = await signIn(key, flags, io)
  if (!flags.saveSecret) return signedIn
  const { clientId, clientSecret } = await apiKeyOf(key, resolveSettings(key.settings)).credentials()
  refuseOtherKey(await profileFor(key, signedIn.baseUrl, clientId), clientId)
  const kept = await keptSecret({ baseUrl: signedIn.baseUrl, clientId }, clientSecret, connection.keychain)
  await keepConnection(key, signedIn.baseUrl, { clientId, ...kept })
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
  refuseOtherKey({ name, profile }, clientId)
  const clientSecret = await secretOf(flags, clientId, io)
  const origin = flags.secretStdin ? 'stdin' : 'this terminal'
  const given = { clientId, clientSecret, origin }
  const signedIn = await signIn({ ...connection, oauth: undefined, settings, given }, flags, io)
  const kept = flags.saveSecret
    ? await keptSecret({ baseUrl, clientId }, clientSecret, connection.keychain)
    : {}
  await keepConnection(connection, baseUrl, { clientId, ...kept })
  if (!flags.saveSecret && !flags.json)
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

/** A profile has one key. */
function refuseOtherKey(
  { name, profile }: { readonly name: string; readonly profile: Profile | undefined },
  clientId: string,
): void {
  const own = profile?.netrc ? 'that of ~/.netrc' : profile?.clientId
  if (profile === undefined || own === undefined || own === clientId) return
  throw new UsageError(
    `The profile ${name} has another API key.`,
    `Add a profile for this key: looker-auth profile add NAME --base-url ${profile.baseUrl} --client-id ${clientId}. Then run: looker-auth login --profile NAME.`,
  )
}

/** Signs in at Looker, also where a token is stored: only Looker can tell whether the key is right. */
async function signIn(connection: Connection, flags: GlobalFlags, io: Io): Promise<SignedIn> {
  const stored = new StoredToken()
  const session = await openSession(connection, flags, io, { wrap: fetch => stored.wrap(fetch) })
  try {
    return await spin(io, `Signing in to ${session.baseUrl}`, async () => {
      const user = await stored.signInOver(session, io.signal, () => userOf(session, io.signal))
      return { user, baseUrl: session.baseUrl }
    })
  } finally {
    await session.close()
  }
}

/** Whether no API key can be found; without an address there is none either. */
async function lacksKey({ settings, netrc, profile, hasOtherSecret }: Connection): Promise<boolean> {
  if (netrc || (await hasKeptSecret(settings, profile?.profile))) return false
  if (hasOtherSecret && settings.clientSecret === undefined) return true
  const missing = explainSettings(settings).filter(({ where }) => where === undefined)
  return missing.some(({ setting }) => ['base_url', 'client_id', 'client_secret'].includes(setting))
}

async function hasKeptSecret({ clientId }: SettingsOptions, profile: Profile | undefined): Promise<boolean> {
  if (!profile?.keychain || clientId === undefined || clientId !== profile.clientId) return false
  const { readSecretOf } = await import('../keychain/keychain.js')
  return (await readSecretOf({ baseUrl: profile.baseUrl, clientId })) !== undefined
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

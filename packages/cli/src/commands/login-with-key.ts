import { explainSettings, resolveSettings, type SettingsOptions } from '@looker-auth/node'
import { apiKeyOf } from '../connection/api-key.js'
import { type Connection, connectionOf } from '../connection/connection.js'
import { openSession } from '../connection/open-session.js'
import { clientIdOf } from '../connection/settings-key.js'
import { StoredToken } from '../connection/stored-token.js'
import { UsageError } from '../failures/usage-error.js'
import { forgetPerson } from '../profiles/forget-person.js'
import { keepConnection, profileFor } from '../profiles/keep-connection.js'
import type { Profile } from '../profiles/profile.js'
import type { GlobalFlags } from '../program/flags.js'
import { type Io, tell } from '../terminal/io.js'
import { askLine } from '../terminal/prompt.js'
import { spin } from '../terminal/spinner.js'
import { keptSecret, type SecretFlags, secretOf } from './secret.js'
import { type User, userOf } from './user.js'

/** Who signed in, and where. */
export interface SignedIn {
  readonly user: User
  readonly baseUrl: string
}

interface KeptSignIn extends SignedIn {
  /** The profile in which it is kept. */
  readonly kept?: string
}

/** Signs in with the API key of the settings, or with one that the user gives, which is kept as a profile. */
export async function loginWithKey(flags: GlobalFlags & SecretFlags, io: Io): Promise<SignedIn> {
  const connection = await connectionOf(flags, io)
  if (connection.netrc && (flags.saveSecret || flags.secretStdin))
    throw new UsageError('The API key is in ~/.netrc.', 'Leave --save-secret and --secret-stdin out.')
  const isAsked = flags.secretStdin || (await lacksKey(connection))
  const signedIn = await (isAsked ? loginWithGivenKey : loginWithSettings)(connection, flags, io)
  await useKeyFromNowOn(signedIn.kept, flags, io)
  return signedIn
}

/** What a call without --client-id and --netrc uses from now on: the key, and no person; or the user is told how. */
async function useKeyFromNowOn(kept: string | undefined, flags: GlobalFlags, io: Io): Promise<void> {
  const say = (text: string): void => {
    if (!flags.json) tell(io, text)
  }
  const { clientId: _id, netrc: _netrc, ...plain } = flags
  // Where several profiles could be used, none is.
  const { profile, oauth } = (await connectionOf(plain, io).catch(() => undefined)) ?? {}
  if (kept !== undefined && profile !== undefined && profile.name !== kept)
    say(`The key is kept as the profile ${kept}. To use it: looker-auth profile use ${kept}`)
  else if (profile !== undefined && oauth !== undefined) {
    await forgetPerson(profile.name)
    say(
      `The profile ${profile.name} uses the API key from now on. The sign-in of its person stays stored until looker-auth logout --all.`,
    )
  }
}

async function loginWithSettings(
  connection: Connection,
  flags: GlobalFlags & SecretFlags,
  io: Io,
): Promise<KeptSignIn> {
  const key = { ...connection, oauth: undefined }
  if (!flags.saveSecret) return signIn(key, flags, io)
  const settings = resolveSettings(key.settings)
  const { baseUrl } = settings
  const { clientId, clientSecret } = await apiKeyOf(key, settings).credentials()
  refuseOtherKey(await profileFor(key, baseUrl, clientId), clientId)
  const signedIn = await signIn(key, flags, io)
  const fields = await keptSecret({ baseUrl, clientId }, clientSecret, connection.keychain)
  return { ...signedIn, kept: await keepConnection(key, baseUrl, { clientId, ...fields }) }
}

async function loginWithGivenKey(
  connection: Connection,
  flags: GlobalFlags & SecretFlags,
  io: Io,
): Promise<KeptSignIn> {
  const baseUrl = await baseUrlOf(connection, io)
  const settings = { ...connection.settings, baseUrl }
  const clientId = await givenClientId({ ...connection, settings }, io)
  const { name, profile } = await profileFor(connection, baseUrl, clientId)
  refuseOtherKey({ name, profile }, clientId)
  const clientSecret = await secretOf(flags, clientId, io)
  const origin = flags.secretStdin ? 'stdin' : 'this terminal'
  const given = { clientId, clientSecret, origin }
  const signedIn = await signIn({ ...connection, oauth: undefined, settings, given }, flags, io)
  const fields = flags.saveSecret
    ? await keptSecret({ baseUrl, clientId }, clientSecret, connection.keychain)
    : {}
  const kept = await keepConnection(connection, baseUrl, { clientId, ...fields })
  if (!flags.saveSecret && !flags.json) tell(io, unsavedSentence(profile))
  return { ...signedIn, kept }
}

function unsavedSentence(profile: Profile | undefined): string {
  return profile?.clientSecret === undefined
    ? 'The secret was not saved: sign in again when the token has expired, or give --save-secret.'
    : 'The secret was not saved: the profile keeps the one that it had. Give --save-secret to replace it.'
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

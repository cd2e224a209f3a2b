import { explainSettings, resolveSettings } from '@looker-auth/node'
import { type Connection, connectionOf } from '../connection/connection.js'
import { openSession } from '../connection/open-session.js'
import type { PersonFlags } from '../oauth/login-as-person.js'
import { keepConnection, profileNameOf } from '../profiles/keep-connection.js'
import type { Invocation } from '../program/definition.js'
import { type Io, printJson, tell } from '../terminal/io.js'
import { askLine } from '../terminal/prompt.js'
import { spin } from '../terminal/spinner.js'
import { UsageError } from '../terminal/usage-error.js'
import { keptSecret, type SecretFlags, secretOf } from './secret.js'
import { describeUser, type User, userOf } from './user.js'

interface LoginFlags extends PersonFlags, SecretFlags {
  readonly oauth?: boolean
}

/** Signs in, and says who that is. */
export async function run({ flags, io }: Invocation<LoginFlags>): Promise<undefined> {
  refuseMixed(flags)
  const { user, baseUrl } = flags.oauth ? await loginInBrowser(flags, io) : await loginWithKey(flags, io)
  if (flags.json) await printJson(io, { base_url: baseUrl, user })
  else tell(io, `Signed in as ${describeUser(user)} on ${baseUrl}.`)
  return undefined
}

/** A person has no secret, and an API key needs no browser. */
function refuseMixed({ oauth, saveSecret, secretStdin, webUrl, port, browser }: LoginFlags): void {
  const ofKey = { '--save-secret': saveSecret, '--secret-stdin': secretStdin }
  const ofPerson = { '--web-url': webUrl, '--port': port, '--no-browser': browser === false || undefined }
  const [name] = Object.entries(oauth ? ofKey : ofPerson).find(([, given]) => given !== undefined) ?? []
  if (name === undefined) return
  throw new UsageError(
    `The option ${name} ${oauth ? 'excludes' : 'needs'} --oauth.`,
    oauth ? `Leave ${name} out: a person has no secret of an API key.` : `Add --oauth, or leave ${name} out.`,
  )
}

interface SignedIn {
  readonly user: User
  readonly baseUrl: string
}

async function loginInBrowser(flags: LoginFlags, io: Io): Promise<SignedIn> {
  const { loginAsPerson } = await import('../oauth/login-as-person.js')
  return loginAsPerson(flags, io)
}

async function loginWithKey(flags: LoginFlags, io: Io): Promise<SignedIn> {
  const connection = await connectionOf(flags, io)
  const isAsked = flags.secretStdin || (await lacksKey(connection))
  if (!isAsked) {
    const signedIn = await signIn({ ...connection, oauth: undefined }, flags, io)
    // From now on the instance is used with the API key again.
    if (connection.oauth !== undefined)
      await keepConnection(connection, signedIn.baseUrl, { oauth: undefined })
    return signedIn
  }
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
  const name = await profileNameOf(connection, baseUrl)
  const kept = flags.saveSecret ? await keptSecret(name, clientSecret, connection.keychain) : {}
  await keepConnection(connection, baseUrl, { clientId, ...kept, oauth: undefined })
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
  const asked = isMissing ? await askLine(io, 'The address of your Looker instance:') : undefined
  return resolveSettings({ ...settings, ...(asked !== undefined && { baseUrl: asked }) }).baseUrl
}

import { type RecordDescription, resolveSettings, type Session } from '@looker-auth/node'
import { apiKeyOf } from '../connection/api-key.js'
import type { Connection } from '../connection/connection.js'
import { openSession } from '../connection/open-session.js'
import { UsageError } from '../failures/usage-error.js'
import { forgetPerson } from '../profiles/forget-person.js'
import type { Invocation } from '../program/definition.js'
import type { GlobalFlags } from '../program/flags.js'
import { type StoredSignIn, storedSignIns } from '../stored/stored-sign-ins.js'
import { type Io, printJson, tell } from '../terminal/io.js'
import { spin } from '../terminal/spinner.js'
import { type AsFlags, type Opened, withSession } from './with-session.js'

interface LogoutFlags extends AsFlags {
  readonly all?: boolean
}

/** How one sign-in ended. */
interface Ended {
  readonly baseUrl: string
  readonly user: string | undefined
  readonly revoked: boolean
}

interface Outcome {
  readonly ended: readonly Ended[]
  readonly failures: readonly unknown[]
  /** What is said where nothing was stored. */
  readonly nothing: string
}

const withoutSettings =
  'Run: looker-auth logout --all, which ends every stored sign-in and needs no setting. Or give it in one of these places.'

/** Ends sign-ins: those of the connection, that of a user, or all that are stored. */
export async function run({ flags, io }: Invocation<LogoutFlags>): Promise<undefined> {
  if (flags.all && flags.as !== undefined)
    throw new UsageError('The options --all and --as exclude each other.', 'Give one of them.')
  const { ended, failures, nothing } = flags.all
    ? await endAll(flags, io)
    : await withSession(flags, io, opened => endOne(opened, flags, io), withoutSettings)
  if (flags.json)
    await printJson(
      io,
      ended.map(({ baseUrl, user, revoked }) => ({
        base_url: baseUrl,
        ...(user !== undefined && { user_id: user }),
        revoked,
      })),
    )
  else if (ended.length + failures.length === 0) tell(io, nothing)
  else for (const one of ended) tell(io, sentenceOf(one))
  if (failures.length > 0) throw failures[0]
  return undefined
}

async function endOne(opened: Opened, flags: LogoutFlags, io: Io): Promise<Outcome> {
  const { session, root, connection, records } = opened
  // Before anything is ended: a key that is not there is reported as that.
  const users = connection.oauth === undefined ? await usersOf(connection, flags) : []
  const ended: Ended[] = []
  if (flags.as === undefined) for (const user of users) ended.push(await endUser(root, user, io))
  const last = await end(session, io, flags.as)
  if (records.some(record => isOf(record, flags.as))) ended.push(last)
  if (flags.as === undefined) await forgetPersonOf(connection)
  const whose = flags.as === undefined ? '' : ` of user ${flags.as}`
  return { ended, failures: [], nothing: `No sign-in${whose} is stored for ${root.baseUrl}.` }
}

/** Whether a record that the session met is a token of the user, or with none of the API key or the person. */
function isOf(record: RecordDescription, user: string | undefined): boolean {
  if (record.kind !== 'token') return false
  return user === undefined ? !record.isSudo : record.isSudo && record.subject === user
}

/** The stored sign-ins of users, that the API key of the connection asked for, in its workspace. */
async function usersOf(connection: Connection, { workspace }: GlobalFlags): Promise<readonly StoredSignIn[]> {
  const settings = resolveSettings(connection.settings)
  const { clientId } = await apiKeyOf(connection, settings).credentials()
  const { signIns } = await storedSignIns()
  return signIns.filter(({ connection: own, record }) => {
    const isOurs =
      own.baseUrl === settings.baseUrl && own.clientId === clientId && own.workspace === workspace
    return isOurs && record.kind === 'token' && record.isSudo
  })
}

async function endUser(root: Session, { record }: StoredSignIn, io: Io): Promise<Ended> {
  const user = record.subject ?? ''
  return end(root.as(user), io, user)
}

async function end(session: Session, io: Io, user: string | undefined): Promise<Ended> {
  const { revoked } = await spin(io, `Signing out of ${session.baseUrl}`, () => session.logout())
  return { baseUrl: session.baseUrl, user, revoked }
}

/** Each stored sign-in is ended with the client id that it was made with; the users before their admin. One that fails keeps no other. */
async function endAll(flags: LogoutFlags, io: Io): Promise<Outcome> {
  const { signIns } = await storedSignIns()
  const ordered = [...signIns].sort((one, other) => rank(one) - rank(other))
  const ended: Ended[] = []
  const failures: unknown[] = []
  for (const signIn of ordered) {
    try {
      ended.push(await endStored(signIn, flags, io))
    } catch (error) {
      failures.push(error)
    }
  }
  return { ended, failures, nothing: 'No sign-in is stored.' }
}

async function endStored(signIn: StoredSignIn, flags: LogoutFlags, io: Io): Promise<Ended> {
  const connection = connectionOfStored(signIn)
  const { workspace } = signIn.connection
  const root = await openSession(connection, { ...flags, workspace }, io)
  try {
    const { record } = signIn
    const isUser = record.kind === 'token' && record.isSudo
    const ended = isUser ? await endUser(root, signIn, io) : await end(root, io, record.subject)
    await forgetPersonOf(connection)
    return ended
  } finally {
    await root.close()
  }
}

function rank({ record }: StoredSignIn): number {
  return record.kind === 'token' && record.isSudo ? 0 : 1
}

/** A stored sign-in needs no secret to be ended. */
function connectionOfStored({ connection }: StoredSignIn): Connection {
  const { grant, clientId, keychain, workspace: _workspace, profile = 'stored', ...settings } = connection
  const isOauth = grant === 'oauth'
  return {
    settings: { ...settings, iniPath: false, env: {}, ...(!isOauth && { clientId }) },
    profile: {
      name: profile,
      by: 'instance',
      profile: { baseUrl: settings.baseUrl, ...(!isOauth && { clientId }) },
    },
    oauth: isOauth ? { clientId } : undefined,
    netrc: false,
    keychain,
  }
}

/** From now on the profile is used with an API key again. */
async function forgetPersonOf({ oauth, profile }: Connection): Promise<void> {
  if (oauth !== undefined && profile !== undefined) await forgetPerson(profile.name)
}

function sentenceOf({ baseUrl, user, revoked }: Ended): string {
  const who = user === undefined ? '' : ` (user ${user})`
  if (revoked) return `Signed out of ${baseUrl}${who}. The token was revoked.`
  return `Signed out of ${baseUrl}${who} on this machine. Looker did not confirm that the token was revoked: it had expired, or Looker could not be reached, and it lives until it expires.`
}

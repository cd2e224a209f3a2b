import type { RecordDescription, Session } from '@looker-auth/node'
import { type Connection, connectionOf } from '../connection/connection.js'
import { withMissingSettings } from '../connection/missing-settings.js'
import { openSession } from '../connection/open-session.js'
import { requestFailure } from '../failures/request-failure.js'
import { UsageError } from '../failures/usage-error.js'
import { withNextStep } from '../oauth/next-step.js'
import type { GlobalFlags } from '../program/flags.js'
import type { Io } from '../terminal/io.js'

/** The flags of a command that acts as a user. */
export interface AsFlags extends GlobalFlags {
  readonly as?: string
}

/** What a command with a session works with. */
export interface Opened {
  /** Of the identity that was asked for. */
  readonly session: Session
  /** Of the API key, or of the person who signed in. */
  readonly root: Session
  readonly connection: Connection
  /** What the session has read from the store, and written there, up to now. */
  readonly records: readonly RecordDescription[]
}

/**
 * Opens the session that the flags ask for, and closes it at the end.
 *
 * @param nextStep For the user, where a setting is missing. Default: how to sign in.
 */
export async function withSession<T>(
  flags: AsFlags,
  io: Io,
  work: (opened: Opened) => Promise<T>,
  nextStep?: string,
): Promise<T> {
  const connection = await connectionOf(flags, io)
  const { as } = flags
  if (as !== undefined && connection.oauth !== undefined) {
    throw new UsageError(
      'The option --as needs an API key of an admin, and you are signed in as a person (login --oauth).',
      'Give --client-id or --netrc, so that an API key is used, or sign out first: looker-auth logout.',
    )
  }
  const explained = (error: unknown) => withMissingSettings(error, connection.settings, nextStep)
  const records: RecordDescription[] = []
  const options = { onRecord: (record: RecordDescription) => records.push(record) }
  const root = await openSession(connection, flags, io, options).catch(async error => {
    throw await explained(error)
  })
  try {
    const session = as === undefined ? root : root.as(as)
    return await work({ session, root, connection, records })
  } catch (error) {
    const failure = await explained(requestFailure(error, root.baseUrl))
    throw connection.oauth === undefined ? failure : withNextStep(failure, signInOptions(connection, flags))
  } finally {
    await root.close()
  }
}

/** What the person has to give, so that the sign-in is the one that was asked for. */
function signInOptions({ profile }: Connection, { workspace }: AsFlags): string {
  return [
    ...(profile === undefined || profile.by === 'active' ? [] : [`--profile ${profile.name}`]),
    ...(workspace === undefined ? [] : [`--workspace ${workspace}`]),
  ].join(' ')
}

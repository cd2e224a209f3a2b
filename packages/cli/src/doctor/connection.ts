import { AuthError } from '@looker-auth/node'
import { type Connection, connectionOf } from '../connection/connection.js'
import type { GlobalFlags } from '../program/flags.js'
import type { Io } from '../terminal/io.js'

/** The connection that is examined. */
export interface ExaminedConnection {
  readonly connection: Connection
  /** Why there is none: then the connection is an empty one, and the first step fails. */
  readonly fault: AuthError | undefined
}

/** The connection that the options describe, or why they describe none: a profile that is not there, for an example. */
export async function examinedConnection(flags: GlobalFlags, io: Io): Promise<ExaminedConnection> {
  try {
    return { connection: await connectionOf(flags, io), fault: undefined }
  } catch (fault) {
    if (!AuthError.is(fault)) throw fault
    const settings = { iniPath: false, env: {} } as const
    const connection = {
      settings,
      profile: undefined,
      oauth: undefined,
      netrc: false,
      keychain: flags.keychain ?? false,
    }
    return { connection, fault }
  }
}

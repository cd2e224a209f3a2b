import { resolveSettings } from '@looker-auth/node'
import type { User } from '../commands/user.js'
import { connectionOf } from '../connection/connection.js'
import { UsageError } from '../failures/usage-error.js'
import { keepConnection, profileFor } from '../profiles/keep-connection.js'
import type { OauthClient } from '../profiles/profile.js'
import type { GlobalFlags } from '../program/flags.js'
import type { Io } from '../terminal/io.js'
import { signInAsPerson } from './sign-in.js'

/** The options of `login` that belong to --oauth. */
export interface PersonFlags extends GlobalFlags {
  readonly webUrl?: string
  readonly port?: string
  readonly browser?: boolean
}

/** The OAuth application that Looker registers itself, from release 26.10. */
const lookerCli = 'com.looker.cli'

/** Signs a person in, and keeps in the profile of the instance that a person signed in there. */
export async function loginAsPerson(
  { clientId, ...flags }: PersonFlags,
  io: Io,
): Promise<{ readonly user: User; readonly baseUrl: string }> {
  const port = portOf(flags.port)
  const connection = await connectionOf(flags, io)
  const webUrl = flags.webUrl ?? connection.oauth?.webUrl
  const oauth: OauthClient = {
    clientId: clientId ?? connection.oauth?.clientId ?? lookerCli,
    ...(webUrl !== undefined && { webUrl }),
  }
  const { baseUrl } = resolveSettings(connection.settings)
  const { name, profile = { baseUrl } } = await profileFor(connection, baseUrl, undefined)
  const asked = {
    ...connection,
    oauth,
    profile: { by: 'instance', ...connection.profile, name, profile } as const,
  }
  const options = { opensBrowser: flags.browser !== false, port }
  const signedIn = await signInAsPerson(asked, flags, io, options)
  await keepConnection(connection, baseUrl, { oauth })
  return signedIn
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port
  throw new UsageError('The option --port is no port.', 'Give a whole number from 1 to 65535.')
}

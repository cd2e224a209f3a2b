import { AuthError, type Settings } from '@looker-auth/node'
import { apiKeyOf } from '../../connection/api-key.js'
import type { Connection } from '../../connection/connection.js'
import { failureOf } from '../../failures/print-failure.js'
import { shownClientId } from '../../terminal/shown-client-id.js'
import type { Finding } from '../step.js'

/** How the command signs in, where that is not by client_id and client_secret of the settings. */
export interface KeyReport {
  /** The settings that it replaces, and that are not looked at. */
  readonly replaces: readonly string[]
  readonly lines: readonly string[]
  readonly failure?: Pick<Finding, 'lines' | 'next' | 'code'>
}

const wholeKey = ['client_id', 'client_secret']

/** @param settings undefined where the address is not known: then an entry for it cannot be looked for. */
export async function keyReport(connection: Connection, settings: Settings | undefined): Promise<KeyReport> {
  const { oauth, netrc, profile } = connection
  if (oauth !== undefined)
    return { replaces: wholeKey, lines: [`sign-in: as a person, by OAuth (application ${oauth.clientId})`] }
  if (settings === undefined) return { replaces: netrc ? wholeKey : [], lines: [] }
  if (netrc) return readKey(connection, settings, wholeKey)
  if (apiKeyOf(connection, settings).guard === undefined) return { replaces: [], lines: [] }
  if (profile?.profile.keychain) return readKey(connection, settings, ['client_secret'])
  return unsaved
}

const unsaved: KeyReport = {
  replaces: ['client_secret'],
  lines: [
    'client_secret: not saved (only a stored token can be used; `looker-auth login` asks for the secret)',
  ],
}

async function readKey(
  connection: Connection,
  settings: Settings,
  replaces: readonly string[],
): Promise<KeyReport> {
  try {
    const { clientId, clientSecret, origin } = await apiKeyOf(connection, settings).credentials()
    // What stands in for a secret that was not saved has no place of its own.
    if (!connection.netrc && !origin?.startsWith('the keychain')) return unsaved
    const id = replaces.includes('client_id') ? [`client_id: ${shownClientId(clientId)} (${origin})`] : []
    const secret = `client_secret: ${clientSecret.length} characters (${origin})`
    return { replaces, lines: [...id, secret] }
  } catch (error) {
    if (!AuthError.is(error)) throw error
    const { message, hint, code } = failureOf(error)
    return { replaces, lines: [], failure: { lines: [message], next: hint, code } }
  }
}

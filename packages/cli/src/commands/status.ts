import type { Invocation } from '../program/definition.js'
import type { GlobalFlags } from '../program/flags.js'
import { type StoredSignIn, storedSignIns } from '../stored/stored-sign-ins.js'
import { duration } from '../terminal/duration.js'
import { print, printJson, tell } from '../terminal/io.js'
import { shownClientId } from '../terminal/shown-client-id.js'

/** Shows what is stored, and sends nothing. */
export async function run({ flags, io }: Invocation<GlobalFlags>): Promise<undefined> {
  const { signIns, locked } = await storedSignIns()
  const nowMs = Date.now()
  if (flags.json) {
    await printJson(io, signIns.map(asData))
  } else if (signIns.length === 0) {
    await print(io, 'No sign-in is stored.\n')
  } else {
    for (const signIn of signIns) await print(io, `${describe(signIn, nowMs)}\n`)
  }
  if (locked > 0)
    tell(io, `${locked} more ${locked === 1 ? 'is' : 'are'} encrypted, and the keychain is locked.`)
  return undefined
}

function asData({ connection, record }: StoredSignIn): object {
  const { baseUrl, apiVersion, clientId, keychain, workspace } = connection
  if (record.kind !== 'token') return {}
  return {
    base_url: baseUrl,
    api_version: apiVersion,
    by: waysIn(record.isSudo, connection.grant),
    ...(record.subject !== undefined && { user_id: record.subject }),
    client_id: shownClientId(clientId),
    ...(workspace !== undefined && { workspace }),
    granted_at: new Date(record.grantedAtMs).toISOString(),
    expires_at: new Date(record.expiresAtMs).toISOString(),
    refreshable: record.isRefreshable,
    encrypted: keychain,
  }
}

function describe({ connection, record }: StoredSignIn, nowMs: number): string {
  const { baseUrl, clientId, grant, keychain, workspace } = connection
  if (record.kind !== 'token') return ''
  const who =
    record.subject === undefined
      ? `owner of the API key ${shownClientId(clientId)}`
      : `user ${record.subject}`
  const leftMs = record.expiresAtMs - nowMs
  const lines = [
    `${baseUrl}: ${who}, by ${waysIn(record.isSudo, grant)}${workspace === undefined ? '' : `, in the workspace ${workspace}`}`,
    `  granted ${duration(nowMs - record.grantedAtMs)} ago, ${leftMs > 0 ? `expires in ${duration(leftMs)}` : `expired ${duration(-leftMs)} ago`}${record.isRefreshable ? ', with a refresh token' : ''}${keychain ? ', encrypted' : ''}`,
  ]
  return lines.join('\n')
}

function waysIn(isSudo: boolean, grant: StoredSignIn['connection']['grant']): string {
  return isSudo ? 'sudo' : grant === 'oauth' ? 'OAuth' : 'API key'
}

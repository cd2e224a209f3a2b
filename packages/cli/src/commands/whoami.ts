import type { Invocation } from '../program/definition.js'
import { print, printJson } from '../terminal/io.js'
import { describeUser, userOf } from './user.js'
import { type AsFlags, withSession } from './with-session.js'

/** Shows the user whom requests run as. */
export function run({ flags, io }: Invocation<AsFlags>): Promise<undefined> {
  return withSession(flags, io, async ({ session, connection }) => {
    const user = await userOf(session, io.signal)
    const { baseUrl, apiVersion } = session
    const by = flags.as === undefined ? (connection.oauth === undefined ? 'API key' : 'OAuth') : 'sudo'
    if (flags.json) await printJson(io, { base_url: baseUrl, api_version: apiVersion, by, user })
    else await print(io, `${describeUser(user)} on ${baseUrl}, by ${by}\n`)
    return undefined
  })
}

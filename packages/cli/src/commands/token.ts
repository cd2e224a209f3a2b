import type { RecordDescription } from '@looker-auth/node'
import type { Invocation } from '../program/definition.js'
import { print, printJson } from '../terminal/io.js'
import { type AsFlags, withSession } from './with-session.js'

interface TokenFlags extends AsFlags {
  readonly header?: boolean
}

/** Prints an access token. */
export function run({ flags, io }: Invocation<TokenFlags>): Promise<undefined> {
  return withSession(flags, io, async ({ session, records }) => {
    const token = await session.token({ signal: io.signal })
    if (flags.json) {
      const expiresAtMs = expiryOf(records, flags) ?? session.state.expiresAtMs
      await printJson(io, {
        access_token: token,
        token_type: 'Bearer',
        base_url: session.baseUrl,
        ...(expiresAtMs !== undefined && { expires_at: new Date(expiresAtMs).toISOString() }),
      })
      return undefined
    }
    await print(io, flags.header ? `Authorization: Bearer ${token}\n` : `${token}\n`)
    return undefined
  })
}

/** When Looker ends the token, as `status` says it; undefined where the token could not be stored. */
function expiryOf(records: readonly RecordDescription[], { as }: AsFlags): number | undefined {
  const own = records
    .filter(record => record.kind === 'token')
    .filter(({ isSudo }) => isSudo === (as !== undefined))
  return own.at(-1)?.expiresAtMs
}

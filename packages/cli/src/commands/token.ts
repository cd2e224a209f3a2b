import type { Invocation } from '../program/definition.js'
import { print, printJson } from '../terminal/io.js'
import { type AsFlags, withSession } from './with-session.js'

interface TokenFlags extends AsFlags {
  readonly header?: boolean
}

/** Prints an access token. */
export function run({ flags, io }: Invocation<TokenFlags>): Promise<undefined> {
  return withSession(flags, io, async ({ session }) => {
    const token = await session.token({ signal: io.signal })
    if (flags.json) {
      const { expiresAtMs } = session.state
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

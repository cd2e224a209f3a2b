import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Invocation } from '../program/definition.js'
import { printPages } from '../request/paginate.js'
import { type RequestFlags, readRequest } from '../request/read-request.js'
import { exitCodes } from '../terminal/exit-codes.js'
import { type Io, print, tell } from '../terminal/io.js'
import { type AsFlags, withSession } from './with-session.js'

interface FetchFlags extends AsFlags, RequestFlags {
  readonly include?: boolean
  readonly paginate?: boolean
}

/** Sends a request, and prints the answer as it comes. */
export function run({ args: [path = ''], flags, io }: Invocation<FetchFlags>): Promise<number> {
  return withSession(flags, io, async ({ session }) => {
    const { target, init } = await readRequest(path, flags, io)
    const response = await session.fetch(target, { ...init, signal: io.signal })
    if (flags.include) await print(io, headOf(response))
    const paginate = flags.paginate && response.ok
    const last = paginate
      ? ((await printPages(session, response, new Headers(init.headers), io)) ?? response)
      : response
    if (!paginate) await printBody(response, io)
    if (last.status < 400) return exitCodes.done.code
    tell(
      io,
      `looker-auth: Looker answered ${statusOf(last)}${paginate ? ' to a further page: the list is not whole' : ''}.`,
    )
    return exitCodes.http.code
  })
}

async function printBody({ body }: Response, io: Io): Promise<void> {
  if (body === null) return
  await pipeline(Readable.fromWeb(body as never), io.stdout, { end: false, signal: io.signal })
}

function headOf(response: Response): string {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`)
  return `${[`HTTP ${statusOf(response)}`, ...headers].join('\n')}\n\n`
}

function statusOf({ status, statusText }: Response): string {
  return `${status} ${statusText}`.trim()
}

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ApiVersion } from '@looker-auth/node'
import { UsageError } from '../failures/usage-error.js'
import type { Invocation } from '../program/definition.js'
import { AnswerError } from '../request/answer-error.js'
import { printPages } from '../request/paginate.js'
import { type RequestFlags, readRequest } from '../request/read-request.js'
import { type Io, print } from '../terminal/io.js'
import { type AsFlags, withSession } from './with-session.js'

interface FetchFlags extends AsFlags, RequestFlags {
  readonly include?: boolean
  readonly paginate?: boolean
}

/** Sends a request, and prints the answer as it comes. */
export function run({ args: [path = ''], flags, io }: Invocation<FetchFlags>): Promise<undefined> {
  return withSession(flags, io, async ({ session }) => {
    const { target, init } = await readRequest(path, flags, io)
    if (flags.paginate && init.method !== 'GET') throw notPaginated(init.method)
    const response = await session.fetch(target, { ...init, signal: io.signal })
    if (flags.include) await print(io, headOf(response))
    const paginate = flags.paginate && response.ok
    const last = paginate
      ? ((await printPages(session, response, new Headers(init.headers), io)) ?? response)
      : response
    if (!paginate) await printBody(response, io)
    if (last.status < 400) return undefined
    const where = paginate ? ' to a further page: the list is not whole' : ''
    const hint = hintOf(last, path, session.apiVersion) || hintOfFields(flags)
    throw new AnswerError(`Looker answered ${statusOf(last)}${where}.`, last.status, hint)
  })
}

function notPaginated(method: string): UsageError {
  return new UsageError(
    `The option --paginate is for GET, and this is a ${method} request.`,
    'Leave --paginate out. Where -f gives the fields of a query, give -X GET too.',
  )
}

function hintOf({ status }: Response, path: string, version: ApiVersion): string {
  return status === 404 ? hintOfPath(path, version) : ''
}

/** The next step where fields made a POST of what may have been meant as a query. */
function hintOfFields({ field = [], request }: RequestFlags): string {
  return field.length > 0 && request === undefined
    ? 'The option -f made this a POST. For a query, give -X GET too.'
    : ''
}

/** The next step where the path begins with what the session puts before it. */
function hintOfPath(path: string, version: ApiVersion): string {
  const [before] = /^\/?(?:api(?:\/\d+\.\d+)?|\d+\.\d+)(?=\/)/.exec(path) ?? []
  return before === undefined ? '' : `The path is below /api/${version}: give ${path.slice(before.length)}`
}

async function printBody({ body }: Response, io: Io): Promise<void> {
  if (body === null) return
  const bytes = Readable.fromWeb(body as never)
  const options = { end: false, signal: io.signal }
  if (io.stdout.isTTY) await pipeline(bytes, withLineEnd, io.stdout, options)
  else await pipeline(bytes, io.stdout, options)
}

const lineEnd = 10

/** The bytes, and a line end where they have none at their end: the shell writes its prompt there. */
async function* withLineEnd(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last: number | undefined = lineEnd
  for await (const chunk of bytes) {
    last = chunk.at(-1) ?? last
    yield chunk
  }
  if (last !== lineEnd) yield Uint8Array.of(lineEnd)
}

function headOf(response: Response): string {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`)
  return `${[`HTTP ${statusOf(response)}`, ...headers].join('\n')}\n\n`
}

function statusOf({ status, statusText }: Response): string {
  return `${status} ${statusText}`.trim()
}

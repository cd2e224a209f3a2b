import { readFile } from 'node:fs/promises'
import type { SessionRequestInit } from '@looker-auth/node'
import { UsageError } from '../failures/usage-error.js'
import { type Io, readInput } from '../terminal/io.js'

/** The options that make a request. */
export interface RequestFlags {
  readonly request?: string
  readonly data?: string
  readonly field?: readonly string[]
  readonly header?: readonly string[]
}

/** What to send, and where. */
export interface ReadRequest {
  readonly target: string
  readonly init: SessionRequestInit & { method: string }
}

/**
 * The request that path and options describe.
 *
 * @throws UsageError for options that cannot be.
 */
export async function readRequest(path: string, flags: RequestFlags, io: Io): Promise<ReadRequest> {
  const { data, field = [] } = flags
  if (data !== undefined && field.length > 0)
    throw new UsageError(
      'The options -d and -f exclude each other.',
      'Give the whole body with -d, or its fields with -f.',
    )
  const fields = field.map(readField)
  const method = readMethod(flags.request ?? (data === undefined && fields.length === 0 ? 'GET' : 'POST'))
  const headers = new Headers()
  for (const [name, value] of (flags.header ?? []).map(readHeader)) append(headers, name, value)
  const takesBody = method !== 'GET' && method !== 'HEAD'
  if (data !== undefined && !takesBody)
    throw new UsageError(`A ${method} request has no body.`, 'Leave -d out, or give another method with -X.')
  if (headers.has('authorization'))
    throw new UsageError(
      'An Authorization header of -H is not sent: the command sends its own token only.',
      'Leave the header out, or give --as for another user.',
    )
  const absolute = targetOf(path)
  if (fields.length > 0 && (!takesBody || method === 'DELETE'))
    return { target: withQuery(absolute, fields), init: { method, headers } }
  refuseRepeated(fields)
  const body = fields.length > 0 ? JSON.stringify(Object.fromEntries(fields)) : await readBody(data, io)
  if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
  return { target: absolute, init: { method, headers, ...(body !== undefined && { body }) } }
}

/** A path begins with a slash, and stays below /api/{version}. An address is whole. */
function targetOf(path: string): string {
  if (/^https?:/i.test(path)) return path
  const absolute = path.startsWith('/') ? path : `/${path}`
  if (!hasDotSegments(absolute)) return absolute
  throw new UsageError(
    'The path has a segment "." or "..", which could lead out of the API.',
    'Leave the segment out. For a path outside of the API, give the whole address: base_url and the path.',
  )
}

/** Whether a server could take the path for one that leads out of its place. The session checks it again. */
function hasDotSegments(path: string): boolean {
  const [before = ''] = path.split(/[?#]/, 1)
  const decoded = before.replace(/%2e/gi, '.').replace(/%2f|%5c|\\/gi, '/')
  const segments = decoded.split('/').map(segment => segment.split(';', 1).join('').trim())
  return segments.some(segment => segment === '.' || segment === '..')
}

/** JSON has each field once. In a query, a name may be given several times. */
function refuseRepeated(fields: readonly [string, string][]): void {
  const names = fields.map(([name]) => name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated === undefined) return
  throw new UsageError(
    `The field ${repeated} of -f is given more than once, and a JSON body has it once.`,
    'Give one value, or write the whole body with -d: there a value can be a list.',
  )
}

function readField(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new UsageError('A field of -f has no name before an equals sign.', 'Write -f name=value.')
}

function readHeader(text: string): [name: string, value: string] {
  const at = text.indexOf(':')
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  throw new UsageError('A header of -H has no name before a colon.', 'Write -H "Name: value".')
}

function readMethod(text: string): string {
  const method = text.toUpperCase()
  if (/^[A-Z-]+$/.test(method) && !['CONNECT', 'TRACE', 'TRACK'].includes(method)) return method
  throw new UsageError(
    'The method of -X cannot be sent.',
    'Give GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS.',
  )
}

/** The platform's own error would show the header. */
function append(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value)
  } catch {
    throw new UsageError('A header of -H has a character that no header can have.', 'Write -H "Name: value".')
  }
}

function withQuery(target: string, fields: readonly [string, string][]): string {
  const [path = ''] = target.split('#', 1)
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams([...fields])}`
}

async function readBody(
  data: string | undefined,
  io: Io,
): Promise<Uint8Array<ArrayBuffer> | string | undefined> {
  if (!data?.startsWith('@')) return data
  if (data === '@-') return new Uint8Array(await readInput(io))
  const file = data.slice(1)
  try {
    return new Uint8Array(await readFile(file))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`The file ${file} of -d cannot be read (${code}).`, 'Correct its name or mode.')
  }
}

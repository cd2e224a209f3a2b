const form = 'application/x-www-form-urlencoded'

/** A body as it is sent, and the headers that go with it. */
export interface EncodedBody {
  readonly body: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** The platform's fetch would fail with an error that looks like one of the network. */
export function refuseBodyOf(method: string, body: string | undefined): void {
  if (body === undefined || (method !== 'GET' && method !== 'HEAD')) return
  throw new TypeError(`A ${method} request cannot have a body.`)
}

/** Encodes a body as the SDK does: text as it is, forms where the headers say so, and everything else as JSON. */
export function encodeBody(body: unknown, headers: Readonly<Record<string, string>>): EncodedBody {
  if (!body) return { body: undefined, headers }
  if (typeof body === 'string') return { body, headers }
  const name = Object.keys(headers).find(header => header.toLowerCase() === 'content-type')
  const type = name === undefined ? undefined : String(headers[name])
  const isForm = body instanceof URLSearchParams || type?.includes(form) === true
  const encoded = isForm ? formOf(body) : JSON.stringify(body)
  if (type !== undefined) return { body: encoded, headers }
  return { body: encoded, headers: { ...headers, 'Content-Type': isForm ? form : 'application/json' } }
}

function formOf(body: object): string {
  if (body instanceof URLSearchParams) return body.toString()
  const fields = Object.entries(body).filter(([, value]) => value !== undefined && value !== null)
  return new URLSearchParams(fields.map(([name, value]) => [name, fieldOf(value)])).toString()
}

function fieldOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

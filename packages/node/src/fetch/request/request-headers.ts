import { refused } from '../failure.js'

/** Header names in lower case, and their values. */
export type PlainHeaders = Record<string, string>

const legalName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i
const legalValue = /^[\t\x20-\x7e\x80-\xff]*$/
const space = '\t\n\r '

/** Framing belongs to the sender: a wrong value would mix up the answers on the connection. */
const framing: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
])

/**
 * A caller's headers in the plain form that costs least. Unlike the platform's own check, an error here names the header
 * and never shows its value.
 */
export function plainHeaders(init: RequestInit['headers']): PlainHeaders {
  const headers: PlainHeaders = Object.create(null)
  if (init === undefined || init === null) return headers
  if (typeof init === 'object' && Symbol.iterator in init) {
    for (const [name, value] of init as Iterable<readonly [string, string]>) add(headers, name, value)
  } else {
    for (const name of Object.keys(init)) add(headers, name, (init as Record<string, unknown>)[name])
  }
  return headers
}

function add(headers: PlainHeaders, name: string, value: unknown): void {
  const key = String(name).toLowerCase()
  const text = trimmed(String(value))
  if (!legalName.test(key)) throw refused('a header name is not legal')
  if (!legalValue.test(text)) throw refused(`the value of the header ${key} is not legal`)
  if (framing.has(key)) return
  const earlier = headers[key]
  headers[key] = earlier === undefined ? text : `${earlier}, ${text}`
}

/** A value as fetch normalizes it, in linear time; `trim()` would take more than these four. */
function trimmed(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && space.includes(value.charAt(start))) start++
  while (end > start && space.includes(value.charAt(end - 1))) end--
  return value.slice(start, end)
}

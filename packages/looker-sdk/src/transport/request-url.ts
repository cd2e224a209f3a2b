import type { Values } from '@looker/sdk-rtl'

/** The address of a request: a path is appended to the base URL, and the query is written as the SDK writes it. */
export function requestUrl(baseUrl: string, path: string, query: Values): string {
  const address = /^https?:\/\//i.test(path) ? path : `${baseUrl}${path}`
  const parameters = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  if (parameters.length === 0) return address
  return `${address}?${parameters.map(([name, value]) => `${name}=${encodedValue(value)}`).join('&')}`
}

/** A text that holds percent-encoded characters counts as encoded already; what would end the parameter is encoded still. */
function encodedValue(value: unknown): string {
  const text = textOf(value)
  return isEncoded(text) ? text.replace(/[^\w.~!*'()%-]/gu, encodeURIComponent) : encodeURIComponent(text)
}

function isEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== text
  } catch {
    return false
  }
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (isDelimArray(value)) return value.toString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** By its shape: the class may be that of another copy of the SDK's runtime. */
function isDelimArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && 'separator' in value
}

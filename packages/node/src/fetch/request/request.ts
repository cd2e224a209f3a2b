import type { Body } from '@looker-auth/core'
import { refused } from '../failure.js'
import { type PlainHeaders, plainHeaders } from './request-headers.js'

/** What was asked for, read from the arguments of `fetch`. */
export interface Call {
  readonly url: URL
  readonly method: string
  readonly headers: PlainHeaders
  readonly body: Body | undefined
  readonly redirect: NonNullable<RequestInit['redirect']>
  readonly signal: AbortSignal | undefined
}

const spelledOut: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const redirectModes: ReadonlySet<string> = new Set(['follow', 'error', 'manual'])
const forbiddenMethods: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])
const legalMethod = /^[!#$%&'*+\-.^_`|~0-9A-Z]+$/

/** Reads the arguments of `fetch`. @throws TypeError as `fetch` does, without showing address or headers. */
export function readCall(input: string | URL | Request, init: RequestInit = {}): Call {
  if (input instanceof Request) return readRequest(input, init)
  const { method = 'GET', headers, body, redirect = 'follow', signal } = init
  return checked({
    url: parseUrl(String(input)),
    method: canonicalMethod(method),
    headers: plainHeaders(headers),
    body: openBody(body ?? undefined, init),
    redirect,
    signal: signal ?? undefined,
  })
}

/** The platform merges a Request with its init; a body of it arrives here as a stream. */
function readRequest(input: Request, init: RequestInit): Call {
  const { url, method, headers, body, redirect, signal } = merged(input, init)
  return checked({
    url: parseUrl(url),
    method,
    headers: plainHeaders(headers),
    body: body ?? undefined,
    redirect,
    signal,
  })
}

/** The platform's own errors show header values. */
function merged(input: Request, init: RequestInit): Request {
  try {
    return new Request(input, init)
  } catch {
    throw refused('the Request is used already, or does not go with its init')
  }
}

function checked(call: Call): Call {
  if (!redirectModes.has(call.redirect)) throw refused('the redirect mode is not known')
  if (call.body !== undefined && (call.method === 'GET' || call.method === 'HEAD')) {
    throw refused(`a ${call.method} request cannot have a body`)
  }
  return call
}

function parseUrl(text: string): URL {
  const url = completeUrl(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('the address is not http or https')
  if (url.username !== '' || url.password !== '') throw refused('the address holds credentials')
  return url
}

/** Node's own error would show the address. */
function completeUrl(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw refused('the address is not a complete URL')
  }
}

function canonicalMethod(method: string): string {
  if (spelledOut.has(method)) return method
  const upper = method.toUpperCase()
  if (!legalMethod.test(upper) || forbiddenMethods.has(upper)) throw refused('the method is not legal')
  return upper
}

function openBody(body: Body | undefined, { duplex }: RequestInit): Body | undefined {
  const isStream =
    typeof body === 'object' && (body instanceof ReadableStream || Symbol.asyncIterator in body)
  if (isStream && duplex !== 'half') throw refused("a stream as body needs duplex: 'half'")
  return body
}

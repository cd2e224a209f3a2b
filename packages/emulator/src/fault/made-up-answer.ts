import {
  FORBIDDEN,
  JSON_TYPE,
  json,
  NOT_FOUND,
  refusal,
  TOO_MANY_REQUESTS,
  UNAUTHENTICATED,
} from '../http/answers'
import type { Fault } from './fault'

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: UNAUTHENTICATED,
  403: FORBIDDEN,
  404: NOT_FOUND,
  422: 'Validation Failed',
  429: TOO_MANY_REQUESTS,
}

/** Statuses that the web's Response cannot give a body. */
export const isNullBodyStatus = (status: number): boolean =>
  status === 204 || status === 205 || status === 304

const page = (status: number) =>
  `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1><p>Not the Looker API.</p></body></html>\n`

const CHUNK_BYTES = 65_536

function filler(byteCount: number): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(CHUNK_BYTES).fill('x'.charCodeAt(0))
  let left = byteCount
  return new ReadableStream({
    pull(controller) {
      if (left > 0) controller.enqueue(chunk.slice(0, Math.min(left, CHUNK_BYTES)))
      left -= CHUNK_BYTES
      if (left <= 0) controller.close()
    },
  })
}

function withBody(body: string | ReadableStream<Uint8Array>, status: number, contentType: string): Response {
  return new Response(isNullBodyStatus(status) ? null : body, {
    status,
    headers: { 'content-type': contentType },
  })
}

/** The body of a made-up answer as text, when the fault gives one. */
export function givenBody(fault: Fault): string | undefined {
  if (fault.json !== undefined) return JSON.stringify(fault.json)
  return fault.body
}

type DocumentationUrl = (status: number) => string

function bare(fault: Fault, documentationUrl: DocumentationUrl): Response | undefined {
  const given = givenBody(fault)
  if (given !== undefined) return withBody(given, fault.status ?? 200, JSON_TYPE)
  if (fault.bodyBytes !== undefined) return withBody(filler(fault.bodyBytes), fault.status ?? 200, JSON_TYPE)
  if (fault.html !== undefined && fault.html !== false) {
    const status = fault.status ?? 404
    return withBody(fault.html === true ? page(status) : fault.html, status, 'text/html;charset=utf-8')
  }
  const status =
    fault.status ??
    (fault.redirectTo === undefined ? (fault.retryAfter === undefined ? undefined : 429) : 302)
  if (status === undefined) return undefined
  if (isNullBodyStatus(status) || (status >= 300 && status < 400)) return new Response(null, { status })
  if (status < 400) return json(status, {})
  return refusal(status, MESSAGES[status] ?? 'An error has occurred.', documentationUrl(status))
}

/** The answer that a fault puts in place of the real one; undefined when it leaves the real one. */
export function madeUpAnswer(fault: Fault, documentationUrl: DocumentationUrl): Response | undefined {
  const response = bare(fault, documentationUrl)
  if (!response) return undefined
  if (fault.redirectTo !== undefined) response.headers.set('location', fault.redirectTo)
  if (fault.retryAfter !== undefined) response.headers.set('retry-after', String(fault.retryAfter))
  return response
}

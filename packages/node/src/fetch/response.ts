import type { IncomingMessage } from 'node:http'
import type { PassThrough } from 'node:stream'
import { bodyStream } from './body-stream.js'
import { decode } from './decode.js'
import { refused } from './failure.js'
import type { Interruption } from './interruption.js'

/** Statuses whose answer has no body, by the Fetch standard. */
const nullBodyStatuses: ReadonlySet<number> = new Set([101, 103, 204, 205, 304])

/** Statuses that, with a Location, point elsewhere. */
export const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** An answer whose headers are here. */
export interface Arrived {
  readonly url: URL
  readonly method: string
  /** Node's own message: status and headers as they came. */
  readonly message: IncomingMessage
  /** The body behind it. */
  readonly body: PassThrough
  readonly interruption: Interruption
  /** Whether a redirect is only a step: then its body does not matter. */
  readonly following: boolean
  /** Gives the connection up. */
  readonly abandon: () => void
}

/** The answer as a standard web `Response`. */
export function toResponse(arrived: Arrived): Response {
  const { url, method, message, body, interruption, abandon } = arrived
  const status = message.statusCode ?? 0
  if (status < 200 || status > 599) throw refused(`the status ${status} is not one of an answer`)
  const init = { status, statusText: statusText(message), headers: webHeaders(message.rawHeaders) }
  if (arrived.following && isRedirect(message)) {
    body.resume()
    abandon()
    return new Response(null, init)
  }
  interruption.headersArrived()
  if (method === 'HEAD' || nullBodyStatuses.has(status)) {
    body.resume()
    interruption.finish()
    return describe(new Response(null, init), withoutFragment(url), false)
  }
  return describe(new Response(openBody(arrived), init), withoutFragment(url), false)
}

function isRedirect({ statusCode = 0, headers }: IncomingMessage): boolean {
  return redirectStatuses.has(statusCode) && headers.location !== undefined
}

/** `url` and `redirected` cannot be given to the constructor; `clone` has to hand them on. */
export function describe(response: Response, url: string, redirected: boolean): Response {
  return Object.defineProperties(response, {
    url: { value: url, configurable: true },
    redirected: { value: redirected, configurable: true },
    type: { value: 'basic', configurable: true },
    clone: {
      value: () => describe(Response.prototype.clone.call(response), url, redirected),
      configurable: true,
    },
  })
}

function openBody({ message, body, interruption, abandon }: Arrived): ReadableStream | Uint8Array {
  const encoding = message.headers['content-encoding']
  // Already here, and nothing can end it early any more: a stream would only cost time.
  if (encoding === undefined && interruption.idle && message.readableEnded && body.writableFinished) {
    const bytes: Buffer | null = body.read()
    interruption.finish()
    return bytes ?? new Uint8Array()
  }
  const source = encoding === undefined ? body : decode(body, encoding)
  const { stream, fail } = bodyStream(source, {
    onCancel() {
      source.destroy()
      abandon()
    },
    onSettled: () => interruption.finish(),
  })
  message.once('close', () => {
    if (!message.complete) body.destroy(new Error('The connection was closed before the end of the answer'))
  })
  interruption.handle(reason => {
    fail(reason)
    abandon()
  })
  return stream
}

/** As they came, so that a field sent twice is joined as the standard says; a value the web refuses is left out. */
function webHeaders(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let at = 0; at + 1 < raw.length; at += 2) {
    try {
      headers.append(raw[at] ?? '', raw[at + 1] ?? '')
    } catch {}
  }
  return headers
}

function statusText({ statusMessage = '' }: IncomingMessage): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(statusMessage) ? statusMessage : ''
}

function withoutFragment(url: URL): string {
  const { href, hash } = url
  return hash === '' ? href : href.slice(0, href.length - hash.length)
}

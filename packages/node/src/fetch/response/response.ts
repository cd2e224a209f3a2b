import type { PassThrough } from 'node:stream'
import { coded, networkFailure, refused } from '../failure.js'
import type { Message } from '../hidden-message.js'
import type { Interruption } from '../interruption.js'
import { redirectStatuses } from '../redirect-statuses.js'
import { bodyStream } from './body-stream.js'
import { BufferedResponse } from './buffered-response.js'
import { decode } from './decode.js'
import { asResponse, FetchedResponse } from './fetched-response.js'

/** Statuses whose answer has no body, by the Fetch standard. */
const nullBodyStatuses: ReadonlySet<number> = new Set([101, 103, 204, 205, 304])

/** An answer whose headers are here. */
export interface Arrived {
  readonly url: URL
  readonly method: string
  /** Node's own message: status and headers as they came. */
  readonly message: Message
  /** The body behind it. */
  readonly body: PassThrough
  readonly interruption: Interruption
  /** Whether a redirect is only a step: then its body does not matter. */
  readonly following: boolean
  /** Whether redirects led here. */
  readonly redirected: boolean
  /** Gives the connection up. */
  readonly abandon: () => void
  /** The error of the request so far, if there was one. */
  readonly failure: () => Error | undefined
}

/** The answer as a standard web `Response`. */
export function toResponse(arrived: Arrived): Response {
  const { url, method, message, body, interruption, abandon, following, redirected } = arrived
  const status = message.statusCode ?? 0
  if (status === 101) throw otherProtocol()
  if (status < 200 || status > 599) throw refused(`the status ${status} is not one of an answer`)
  const fields = { status, statusText: statusText(message), headers: webHeaders(message.rawHeaders) }
  const origin = { url: withoutFragment(url), redirected }
  if (following && redirectStatuses.has(status) && fields.headers.has('location')) {
    body.resume()
    abandon()
    return asResponse(new FetchedResponse(null, fields, origin))
  }
  interruption.headersArrived()
  if (method === 'HEAD' || nullBodyStatuses.has(status)) {
    body.resume()
    interruption.finish()
    return asResponse(new FetchedResponse(null, fields, origin))
  }
  const encoding = fields.headers.get('content-encoding')
  if (encoding !== null || !message.readableEnded || !body.writableFinished) {
    return asResponse(new FetchedResponse(openBody(arrived, encoding), fields, origin))
  }
  const bytes: Uint8Array = body.read() ?? new Uint8Array()
  const response = new BufferedResponse(bytes, fields, origin, () => interruption.finish())
  interruption.handle(reason => response.fail(reason))
  return asResponse(response)
}

/** What a server's change to another protocol (HTTP 101) comes to. */
export function otherProtocol(): TypeError {
  return networkFailure(coded('ERR_UNEXPECTED_UPGRADE', 'The server switched to another protocol (HTTP 101)'))
}

function openBody(
  { message, body, interruption, abandon, failure }: Arrived,
  encoding: string | null,
): ReadableStream {
  const broken = (): Error => failure() ?? new Error('The connection was closed before the end of the answer')
  // What has happened already comes in no further event.
  if (body.destroyed || isCut(message)) throw networkFailure(broken())
  const source = decode(body, encoding ?? '')
  const { stream, fail } = bodyStream(source, {
    onCancel() {
      source.destroy()
      abandon()
    },
    onSettled: () => interruption.finish(),
  })
  message.once('close', () => {
    if (isCut(message)) body.destroy(broken())
  })
  interruption.handle(reason => {
    fail(reason)
    abandon()
  })
  return stream
}

function isCut({ destroyed, complete }: Message): boolean {
  return destroyed && !complete
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

function statusText({ statusMessage = '' }: Message): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(statusMessage) ? statusMessage : ''
}

function withoutFragment(url: URL): string {
  const { href, hash } = url
  return hash === '' ? href : href.slice(0, href.length - hash.length)
}

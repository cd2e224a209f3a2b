import type { Fetch } from '../runtime/fetch.js'
import { readHeaders } from './read-headers.js'
import { discard } from './read-text.js'

/** The Fetch standard's bound. */
const mostRedirects = 20
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const secretHeaders = ['authorization', 'cookie', 'proxy-authorization'] as const
const bodyHeaders = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'content-location',
] as const

/** One step of a redirect chain: where to, and with what. */
export interface Hop {
  readonly url: string
  readonly init: RequestInit & { method: string; headers: Headers }
}

/** What {@link followRedirects} needs to know of the body: how to send it again. */
export interface Replay {
  /** False for a stream that was already read. */
  readonly replayable: boolean
  /** Makes the body again, where it was made by a function: it may have made a stream. */
  readonly makeBody?: (() => RequestInit['body']) | undefined
}

/** A followed request's answer, and how it came about. */
export interface Followed {
  readonly response: Response
  readonly url: string
  readonly redirected: boolean
}

/**
 * Follows redirects by hand, as the Fetch standard does: the method changes for 303, and for POST on 301 and 302; at most
 * 20 steps. `Authorization` and cookies are dropped as soon as a step leaves the origin (scheme, host, port), and
 * never come back.
 *
 * @throws TypeError as `fetch` does: too many steps, a target that is not http(s), a stream that was read.
 */
export async function followRedirects(fetch: Fetch, first: Hop, replay: Replay): Promise<Followed> {
  let hop = first
  for (let count = 0; count <= mostRedirects; count++) {
    const response = await fetch(hop.url, { ...hop.init, redirect: 'manual' })
    const next = nextHop(hop, response, replay)
    if (next === undefined) return { response, url: hop.url, redirected: count > 0 }
    discard(response)
    hop = next
  }
  throw new TypeError(`fetch failed: more than ${mostRedirects} redirects`)
}

function nextHop(hop: Hop, response: Response, { replayable, makeBody }: Replay): Hop | undefined {
  if (!redirectStatuses.has(response.status)) return undefined
  const location = response.headers.get('location')
  if (location === null) return undefined
  const from = new URL(hop.url)
  const to = target(location, from)
  if (to.hash === '') to.hash = from.hash
  const headers = readHeaders(hop.init.headers)
  if (to.origin !== from.origin) for (const name of secretHeaders) headers.delete(name)
  const init = { ...hop.init, headers }
  if (becomesGet(response.status, hop.init.method)) {
    for (const name of bodyHeaders) headers.delete(name)
    delete init.body
    init.method = 'GET'
  } else if (init.body != null && !replayable) {
    throw new TypeError('fetch failed: a redirect asks for the body again, and it is a stream')
  } else if (init.body != null && makeBody !== undefined) {
    init.body = makeBody() ?? null
  }
  return { url: to.href, init }
}

function target(location: string, base: URL): URL {
  const address = utf8(location)
  if (!URL.canParse(address, base.href)) throw new TypeError('fetch failed: a redirect to an invalid address')
  const to = new URL(address, base)
  if (to.protocol !== 'http:' && to.protocol !== 'https:') {
    throw new TypeError('fetch failed: a redirect to an address that is not http or https')
  }
  return to
}

/** A header's text has a character for each byte; in an address the bytes are UTF-8. */
function utf8(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text
  return new TextDecoder().decode(Uint8Array.from(text, char => char.charCodeAt(0)))
}

function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD'
  return (status === 301 || status === 302) && method === 'POST'
}

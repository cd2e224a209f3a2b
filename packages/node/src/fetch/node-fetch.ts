import {
  AbortListeners,
  AuthError,
  type Body,
  type BoundedFetch,
  type Clock,
  type Fetch,
  followRedirects,
  systemClock,
} from '@looker-auth/core'
import { onDemand } from '../loading/on-demand.js'
import { readCertificates } from './certificates/read-certificates.js'
import type { Step } from './connections/connections.js'
import { type ProxyOption, proxyChoice } from './connections/proxy-choice.js'
import { refused } from './failure.js'
import { Interruption } from './interruption.js'
import { redirectStatuses } from './redirect-statuses.js'
import { type Call, readCall } from './request/request.js'
import { type Payload, textPayload, toPayload } from './request/request-body.js'
import { plainHeaders } from './request/request-headers.js'
import { addHeaders, standingHeaders } from './request/standing-headers.js'

/** How a {@link nodeFetch} connects. Everything holds for it alone, never for the whole process. */
export interface NodeFetchOptions {
  /** Whether the server's certificate is checked. Default true. NODE_TLS_REJECT_UNAUTHORIZED does not change it. */
  readonly verifySsl?: boolean | undefined
  /** Certificate authorities to trust instead of Node's own list: PEM text (or base64 of it), or the path of a PEM or DER file. */
  readonly ca?: string | undefined
  /**
   * A proxy for every request (`http://user:password@host:port`), `false` for none, or a function of the address. Default:
   * HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.
   */
  readonly proxy?: ProxyOption | undefined
  /** Until the headers are here, redirects included; milliseconds, 0 for no bound. Default 0. */
  readonly timeoutMs?: number | undefined
  /** Sent as `x-looker-appid`, which shows Looker which application is calling. */
  readonly appId?: string | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
}

/** A `fetch` with connections of its own. */
export interface NodeFetch extends BoundedFetch {
  /** Closes the idle connections now, instead of 4 s later. The next request opens a new one. */
  close(): void
}

/**
 * A standard `fetch` for Node, over cross-fetch, with keep-alive, TLS and proxy settings of its own. Idle connections do not
 * hold the process open. A body that is not wanted has to be cancelled (`response.body?.cancel()`), as with any fetch.
 *
 * - A network failure is `TypeError: fetch failed`, its cause has Node's `code`; neither shows the address or headers.
 * - An abort rejects with `signal.reason` itself; running out of `timeoutMs` with a `TimeoutError`.
 * - Redirects drop Authorization and cookies when they leave the origin (scheme, host, port).
 * - Mocks (nock, msw) and global-agent may stand in between. Where they would ignore `ca`, `verifySsl` or `proxy`, the request
 *   rejects with AuthError `configuration` and is not sent.
 *
 * @throws AuthError `configuration` for a `ca`, `proxy`, `timeoutMs` or `appId` that cannot be.
 * @example
 * ```ts
 * const fetch = nodeFetch({ ca: '/etc/ssl/company.pem', timeoutMs: 30_000 })
 * const response = await fetch('https://me.looker.com/alive')
 * ```
 */
export function nodeFetch(options: NodeFetchOptions = {}): NodeFetch {
  const { verifySsl = true, ca, timeoutMs = 0, clock = systemClock() } = options
  if (!(timeoutMs >= 0)) throw badTimeout()
  const tls = {
    rejectUnauthorized: verifySsl,
    ...(ca && { ca: readCertificates(ca, 'option ca') }),
  }
  const proxyFor = proxyChoice(options.proxy)
  const connections = onDemand(async () => {
    const [{ openConnections }, { fetch }] = await Promise.all([
      import('./connections/connections.js'),
      import('cross-fetch'),
    ])
    return openConnections({ tls, proxyFor }, fetch)
  })
  const standing = standingHeaders(options.appId)
  const aborts = new AbortListeners()

  const hop = async (call: Call, payload: Payload | undefined, step: Step): Promise<Response> => {
    const { send } = connections.ready ?? (await connections.get())
    return send(call, payload, step)
  }

  const perform = async (
    call: Call,
    payload: Payload | undefined,
    interruption: Interruption,
  ): Promise<Response> => {
    const response = await hop(call, payload, { interruption, redirected: false })
    if (call.redirect === 'manual' || !isRedirect(response)) return response
    if (call.redirect === 'error') {
      await response.body?.cancel()
      throw refused('a redirect came, and the redirect mode is "error"')
    }
    return follow(response, call, payload, (next, body) =>
      hop(next, body, { interruption, redirected: true }),
    )
  }

  const bounded =
    (boundMs: number, by: Clock): Fetch =>
    async (input, init) => {
      const call = readCall(input, init)
      if (call.signal?.aborted) throw call.signal.reason
      const reading = payloadOf(call.body)
      const payload = reading instanceof Promise ? await reading : reading
      addHeaders(call.headers, standing, payload?.contentType)
      const interruption = new Interruption(call.signal, boundMs, { aborts, clock: by })
      try {
        return await perform(call, payload, interruption)
      } catch (error) {
        interruption.finish()
        throw error
      }
    }
  return Object.assign(bounded(timeoutMs, clock), { bounded, close: () => connections.ready?.close() })
}

type Send = (call: Call, payload: Payload | undefined) => Promise<Response>

/** Follows a redirect that is already here. */
async function follow(
  first: Response,
  call: Call,
  payload: Payload | undefined,
  sendNext: Send,
): Promise<Response> {
  const { url, method, headers, body } = call
  const answers = [first]
  const step: Fetch = async (input, init) => {
    const next = { ...call, url: new URL(String(input)), method: init?.method ?? 'GET' }
    const sent = init?.body == null ? undefined : payload
    return answers.pop() ?? sendNext({ ...next, headers: plainHeaders(init?.headers) }, sent)
  }
  const init = { method, headers: new Headers(headers), ...(body !== undefined && { body }) }
  const { replayable = true } = payload ?? {}
  const { response } = await followRedirects(step, { url: url.href, init }, { replayable })
  return response
}

function isRedirect({ status, headers }: Response): boolean {
  return redirectStatuses.has(status) && headers.has('location')
}

function payloadOf(body: Body | undefined): Payload | undefined | Promise<Payload> {
  return typeof body === 'string' ? textPayload(body) : body === undefined ? undefined : toPayload(body)
}

function badTimeout(): AuthError {
  return new AuthError('configuration', {
    message: 'The option timeoutMs is not a number of milliseconds.',
    hint: 'Give a number, 0 for no bound.',
  })
}

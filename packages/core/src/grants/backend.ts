import { AuthError } from '../errors/auth-error.js'
import { ReturnedSecrets } from '../errors/returned-secrets.js'
import {
  buildTokenRequest,
  endpointError,
  parseTokenAnswer,
  saysRevoked,
  type TokenRequest,
} from '../protocol/backend.js'
import { isClearText } from '../protocol/base-url.js'
import { canonicalUserId, type UserId } from '../protocol/user-id.js'
import type { ApiTarget, WireRequest } from '../protocol/wire.js'
import { within } from '../runtime/deadline.js'
import type { Fetch } from '../runtime/fetch.js'
import { sha256 } from '../runtime/sha256.js'
import type { Identity } from '../tokens/identity.js'
import { type AuthCalls, type Granted, logout } from '../transport/auth-calls.js'
import { exchange } from '../transport/exchange.js'
import { plainHeaders } from '../transport/plain-headers.js'
import { readHeaders } from '../transport/read-headers.js'
import { withRetry } from '../transport/retry.js'
import type { Asking, Attempt, Grant, Revoked, RevokedToken, Revoking } from './grant.js'
import type { UserGrant } from './user-grant.js'

/** Headers that the application wants with each token request, such as its own CSRF token; or a function that makes them. */
export type BackendHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)

/** Where an application's token endpoint is, and who is signed in to the application. */
export interface BackendGrantOptions {
  /** Address of what `createTokenEndpoint()` made on the application's server; in a page it may be a path. */
  readonly url: string | URL
  /** The Looker user id of the user who is signed in to the application. The endpoint refuses that of another user. */
  readonly user: UserId
  /** `'include'` where the endpoint is of another origin than the page; it must list that origin. Default `'same-origin'`. */
  readonly credentials?: 'same-origin' | 'include' | undefined
  readonly headers?: BackendHeaders | undefined
  /** Default: the platform's `fetch`. */
  readonly fetch?: Fetch | undefined
}

/**
 * Tokens that the application's own server gets for its user, with a service account that the page never sees: the
 * pattern of Looker's documents, in which users are authenticated elsewhere. `createTokenEndpoint()` is the other half.
 *
 * @example
 * ```ts
 * import { backendGrant, createUserSession } from '@looker-auth/core'
 *
 * const looker = createUserSession({
 *   baseUrl: 'https://looker.example.com',
 *   grant: backendGrant({ url: 'https://app.example.com/looker-token', user: '789' }),
 * })
 * ```
 */
export function backendGrant(options: BackendGrantOptions): UserGrant {
  const { url, user, credentials = 'same-origin', headers = {}, fetch } = options ?? {}
  if (!(url instanceof URL) && (typeof url !== 'string' || url === '')) {
    throw new AuthError('configuration', {
      message: 'The option url of backendGrant() is missing.',
      hint: "Give the address of the application's token endpoint, such as '/looker-token'.",
    })
  }
  return {
    create(calls, workspace, holder) {
      checkEndpoint(String(url), calls.target)
      const subject = canonicalUserId(user, calls.target.apiVersion)
      const identity: Identity = { grant: 'backend', subject, workspace, holder }
      const send = sender(calls, credentials, fetch)
      return new BackendGrant(String(url), identity, calls, headers, send)
    },
  }
}

/** A relative URL has the page's own origin. */
function checkEndpoint(url: string, { allowInsecureHttp }: ApiTarget): void {
  if (!URL.canParse(url, 'https://page.invalid')) throw wrongUrl('is not an address')
  if (!URL.canParse(url)) return
  const { protocol } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') throw wrongUrl('is neither http nor https')
  if (allowInsecureHttp || !isClearText(new URL(url))) return
  throw wrongUrl(
    'begins with http://, and its host is not a loopback address: tokens would go in clear text',
    'Use https://, or set allowInsecureHttp if the network is trusted.',
  )
}

function wrongUrl(what: string, hint = "Give the address of the application's token endpoint."): AuthError {
  return new AuthError('configuration', { message: `The option url of backendGrant() ${what}.`, hint })
}

/** What the platform's fetch refuses: user info; where there is no page, a path. */
function refuseUnsendable(url: string): void {
  if (!URL.canParse(url)) {
    if ('location' in globalThis) return
    throw wrongUrl(`is a path (${addressOf(url)}), and there is no page here`, 'Give the whole address.')
  }
  const { username, password } = new URL(url)
  if (username !== '' || password !== '') throw wrongUrl('holds a user name or password', 'Take them out.')
}

type Send = (request: WireRequest, signal?: AbortSignal) => ReturnType<typeof exchange>

/** Requests to the application carry its cookies, and nothing is answered from a cache. */
function sender(calls: AuthCalls, credentials: 'same-origin' | 'include', own: Fetch | undefined): Send {
  const fetch: Fetch = (input, init) => {
    if (own === undefined) refuseUnsendable(String(input))
    const platform = own ?? ((...args: Parameters<Fetch>) => globalThis.fetch(...args))
    // Not every runtime's types know of a cache.
    const inPage = { credentials, cache: 'no-store' } as RequestInit
    return platform(input, { ...init, ...inPage })
  }
  return (request, signal) =>
    exchange({ ...calls.transport, fetch }, request, signal).catch(error => {
      if (signal?.aborted && error === signal.reason) throw error
      throw unanswered(error, request.url)
    })
}

/** Where there was no answer: what the platform said of it is about the application's server, not about Looker. */
function unanswered(error: unknown, url: string): unknown {
  if (!AuthError.is(error) || error.code === 'configuration') return error
  const { code, retryable, cause } = error
  const what = code === 'timeout' ? 'did not answer in time' : 'could not be reached'
  const message = `The application's token endpoint, ${addressOf(url)}, ${what}.`
  return new AuthError(code, { message, hint: reachEndpoint, retryable, cause })
}

/** Without user info and parameters. A path is that of the page's own origin. */
function addressOf(url: string): string {
  if (!URL.canParse(url)) return url.split(/[?#]/, 1).join('')
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

const reachEndpoint =
  "Check the url of backendGrant() and that the application's server runs. If the page is of another origin than the endpoint, that origin has to be in origins of createTokenEndpoint()."

class BackendGrant implements Grant {
  readonly identity: Identity
  readonly #url: string
  readonly #calls: AuthCalls
  readonly #headers: BackendHeaders
  readonly #send: Send
  readonly #returned = new ReturnedSecrets()

  constructor(url: string, identity: Identity, calls: AuthCalls, headers: BackendHeaders, send: Send) {
    this.#url = url
    this.identity = identity
    this.#calls = calls
    this.#headers = headers
    this.#send = send
  }

  async open(): Promise<Attempt> {
    return {
      clientId: this.#url,
      // The application's cookies cannot be seen from here: until login() they are taken for the same as before.
      fingerprint: async () => this.#url,
      obtain: asking => this.#obtain(asking),
    }
  }

  /** The token belongs to the application's session. Only a sign-out there ends it, not a page that is closed or loses a commit. */
  revoke({ accessToken }: RevokedToken, { why, signal }: Revoking): Promise<Revoked> | undefined {
    return why === 'late' ? logout(this.#calls, accessToken, { signal }) : undefined
  }

  async #obtain({ rejected, signal, stopSignal }: Asking): Promise<Granted> {
    const { clock } = this.#calls
    const hash = rejected === undefined ? undefined : await sha256(rejected)
    const request = await this.#request('token', hash)
    const attempt = async (): Promise<Granted> => {
      const sentAtMs = clock.now()
      const sentAtMonotonicMs = clock.monotonic()
      const outcome = parseTokenAnswer(await this.#send(request, signal), this.#subject, clock.now())
      if (outcome.kind === 'failed') throw outcome.error
      return { token: outcome.token, sentAtMs, sentAtMonotonicMs }
    }
    return withRetry(attempt, this.#calls.retry, this.#calls, stopSignal)
  }

  /** The endpoint may have forgotten or replaced this token, or not answer: Looker is asked at the same time. */
  async signOut(accessToken: string | undefined, signal: AbortSignal): Promise<Revoked> {
    const { retry, clock } = this.#calls
    const attempt = async (): Promise<boolean> => {
      const answer = await this.#send(await this.#request('sign_out'), signal)
      if (answer.status < 200 || answer.status > 299) throw endpointError(answer, clock.now())
      return saysRevoked(answer)
    }
    const [revoked, ended] = await Promise.all([
      withRetry(attempt, retry, this.#calls, signal).catch((error: Error) => error),
      accessToken === undefined ? undefined : logout(this.#calls, accessToken, { signal }),
    ])
    if (ended !== undefined) return ended
    return typeof revoked === 'boolean' ? {} : { reported: revoked }
  }

  async #request(operation: TokenRequest['operation'], rejected?: string): Promise<WireRequest> {
    const { workspace } = this.identity
    return buildTokenRequest(
      this.#url,
      { operation, user_id: this.#subject, workspace, rejected },
      await this.#extraHeaders(),
    )
  }

  async #extraHeaders(): Promise<Readonly<Record<string, string>>> {
    if (typeof this.#headers !== 'function') return plainHeaders(readHeaders(this.#headers))
    try {
      const headers = await within(this.#calls.clock, longestHeadersMs, this.#headers(), headersTooSlow)
      const plain = plainHeaders(readHeaders(headers))
      this.#returned.remember(...Object.values(plain))
      return plain
    } catch (error) {
      throw this.#returned.failure(error, 'The function that makes the headers of token requests failed.')
    }
  }

  get #subject(): string {
    return this.identity.subject ?? ''
  }
}

/** What an application's function may take, in milliseconds. */
const longestHeadersMs = 10_000

function headersTooSlow(): AuthError {
  return new AuthError('timeout', {
    message: `The function that makes the headers of token requests took longer than ${longestHeadersMs} ms.`,
    hint: 'See what it waits for.',
  })
}

import { AuthError } from '../../errors/auth-error.js'
import { showCaller } from '../../errors/shown-stack.js'
import type { Fetch } from '../../runtime/fetch.js'
import type { CachedToken } from '../../tokens/cached-token.js'
import type { AuthCalls } from '../../transport/auth-calls.js'
import type { Hop } from '../../transport/follow-redirects.js'
import { discard } from '../../transport/read-text.js'
import { timeoutReason, withTimeout } from '../../transport/with-timeout.js'
import { acceptToken, rejectToken, suppressRenewal } from '../token-cache/rejections.js'
import type { TokenCache } from '../token-cache/token-cache.js'
import { readRequest, type SessionRequest, type SessionRequestInit } from './session-request.js'
import { isLookers401 } from './token-rejected.js'

/** How often one request asks for a token, where each time its sign-in ends before the request is sent. */
const mostLooks = 20

interface Sent {
  readonly response: Response
  readonly redirected: boolean
}

/**
 * Sends a request as the session's identity. A 401 in JSON renews the token, if it is still the current one, and the
 * request is sent once more; all other answers are the caller's.
 */
export async function sessionFetch(
  cache: TokenCache,
  input: string | URL | Request,
  init: SessionRequestInit | undefined,
): Promise<Response> {
  const request = readRequest(input, init, cache.group.calls.target)
  try {
    return await cache.whileInUse(() => sendAsIdentity(cache, request))
  } catch (error) {
    throw AuthError.is(error) ? showCaller(error) : error
  }
}

async function sendAsIdentity(cache: TokenCache, request: SessionRequest): Promise<Response> {
  const { generation } = cache
  const served = cache.serve()?.token
  const token =
    served !== undefined && cache.maySend(served) ? served : await acquire(cache, request, generation)
  const first = await send(cache, request, token)
  const { response } = first
  if (response.status !== 401) {
    acceptToken(cache, token)
    return response
  }
  if (first.redirected) return response
  const { aborts, calls } = cache.group
  if (!(await aborts.unlessAborted(isLookers401(response, calls), request.signal))) return response
  if (cache.generation !== generation) throw endedMeanwhile()
  if (!rejectToken(cache, token, request.replayable)) return response
  if (!request.replayable) {
    await acquire(cache, request, generation).catch(noop)
    request.signal?.throwIfAborted()
    return response
  }
  const next = await acquire(cache, request, generation)
  if (next.id === token.id) return response
  discard(response)
  const second = await send(cache, request, next)
  if (second.response.status === 401) suppressRenewal(cache, next)
  else acceptToken(cache, next)
  return second.response
}

/** A token whose sign-in is still the session's when it is about to be sent. */
async function acquire(
  cache: TokenCache,
  { signal, waitUntil }: SessionRequest,
  generation: number,
): Promise<CachedToken> {
  for (let looks = 0; looks < mostLooks && cache.generation === generation; looks++) {
    const token = await cache.acquire(signal ?? undefined, waitUntil ?? cache.group.background)
    if (cache.maySend(token)) return token
    cache.revalidation?.invalidate()
  }
  throw endedMeanwhile()
}

async function send(cache: TokenCache, request: SessionRequest, token: CachedToken): Promise<Sent> {
  const { calls, follow: byHand } = cache.group
  const timeLeftMs = countdown(calls, request.timeoutMs ?? calls.transport.timeoutMs)
  // Asked for each request of a redirect chain: a sign-out may come between them, and they share one time bound.
  const fetch: Fetch = async (input, init) => {
    cache.refuseIfEnded()
    if (!cache.maySend(token)) throw endedMeanwhile()
    return withTimeout(calls.transport.fetch, calls.clock, timeLeftMs())(input, init)
  }
  let redirected = false
  const follow: Fetch = async (url, init) => {
    if (byHand === undefined || (request.redirect ?? 'follow') !== 'follow') return fetch(url, init)
    const followed = await byHand(fetch, { url: String(url), init: init as Hop['init'] }, request)
    redirected = followed.redirected
    return followed.response
  }
  const response = await follow(request.url, request.initFor(token.accessToken))
  if (redirected) Object.defineProperty(response, 'redirected', { value: true })
  return { response, redirected: redirected || response.redirected }
}

/** What is left of the time bound at each call, in milliseconds; 0 for no bound. */
function countdown({ clock }: AuthCalls, timeoutMs: number): () => number {
  if (timeoutMs <= 0) return () => 0
  const startedMs = clock.monotonic()
  return () => {
    const leftMs = timeoutMs - (clock.monotonic() - startedMs)
    if (leftMs <= 0) throw timeoutReason(timeoutMs)
    return leftMs
  }
}

function endedMeanwhile(): AuthError {
  return new AuthError('signed_out', {
    message: 'The sign-in that this request began with was ended meanwhile.',
    hint: 'Send the request again.',
  })
}

function noop(): void {}

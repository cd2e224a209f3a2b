import { AuthError } from '../errors/auth-error.js'
import { Session } from '../session/session.js'
import type { TokenCache } from '../session/token-cache/token-cache.js'
import { type CachedToken, momentOf } from '../tokens/cached-token.js'
import { answer, refused, unavailable } from './answers.js'
import { ApplicationFailure, callApplication } from './application-call.js'
import { ApplicationSessions, type Owner } from './application-sessions.js'
import { RateBound } from './bounds/rate-bound.js'
import { RenewalBound } from './bounds/renewal-bound.js'
import { RequestsAtOnce } from './bounds/requests-at-once.js'
import {
  type ApplicationSession,
  checkTokenEndpointOptions,
  type TokenEndpoint,
  type TokenEndpointOptions,
} from './options.js'
import { checkPage } from './page-check.js'
import { pageToken } from './page-token.js'
import { readTokenRequest } from './read-token-request.js'
import { Refusal } from './refusal.js'
import { RefusalReports } from './refusal-reports.js'
import { Remembered } from './remembered.js'
import { isNoAdmin, UserCheck } from './user-check.js'

/**
 * The server's half of `backendGrant()`: a handler that gets a token for the user who is signed in to the application, through
 * a service account that no page ever sees. One token for each user, application session and workspace, which the
 * session's sign-out ends: in a page, or here by `signOut()`.
 *
 * Where a page says that Looker rejected its token, it gets another one: for each application session 10 times at once,
 * then once in 30 s, on each server. Beyond that it gets the same token again.
 *
 * @throws AuthError `configuration` for a session of another user or of a person's own, or options that cannot work.
 * @example
 * ```ts
 * import { createSession, createTokenEndpoint } from '@looker-auth/core'
 *
 * const session = createSession({ baseUrl: 'https://looker.example.com', credentials: { clientId: 'id', clientSecret: 'secret' } })
 * const endpoint = createTokenEndpoint({
 *   session,
 *   userFor: request => (request.headers.get('cookie') === 'sid=1' ? { userId: '789', sessionId: '1' } : null),
 * })
 * // In the application's own sign-out:
 * const signOut = () => endpoint.signOut({ userId: '789', sessionId: '1' })
 * ```
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  checkTokenEndpointOptions(options)
  const {
    session,
    userFor,
    origins = [],
    allowUser = isNoAdmin,
    requestsPerMinute = 60,
    onError,
    onRefusal,
  } = options
  const { clock } = Session.insideOf(session).cache.group.calls
  const listed = new Set(origins)
  const sessions = new ApplicationSessions(session)
  const users = new UserCheck(session, allowUser, clock)
  // A page that was refused tokens may still sign out.
  const bounds = {
    token: new RateBound(clock, requestsPerMinute),
    sign_out: new RateBound(clock, requestsPerMinute),
  }
  const renewals = new RenewalBound(clock)
  const atOnce = new RequestsAtOnce(options.requestsAtOnce ?? 1000)
  const reports = new RefusalReports(clock, refusal => tell(onRefusal, refusal))

  // Who is refused and keeps asking has nothing more to lose.
  const refusals = new Remembered<unknown>(clock)

  const mayHaveToken = async (owner: Owner, signal: AbortSignal): Promise<void> => {
    try {
      await users.check(owner.subject, signal)
      refusals.forget(owner.name)
    } catch (error) {
      const isRefusal = error instanceof Refusal && error.error.code === 'user_not_allowed'
      if (isRefusal)
        await refusals.get(owner.name, () => sessions.end(owner)).catch(failure => tell(onError, failure))
      throw error
    }
  }

  const serve = async (request: Request): Promise<Response> => {
    const began = sessions.begin()
    const application = await callApplication('userFor', () => userFor(request), clock, request.signal)
    if (application === null || application === undefined) throw nobody()
    const owner = await ownerOf(application)
    return atOnce.runFor(owner.name, () => serveOwner(request, owner, began))
  }

  /** A user of another system whom Looker does not know gets no token. */
  const ownerOf = (application: ApplicationSession): Promise<Owner> =>
    sessions.ownerOf(application).catch(error => {
      if (AuthError.is(error) && error.code === 'unknown_user')
        throw new Refusal('unknown_user', { hint: error.hint })
      throw error
    })

  const serveOwner = async (request: Request, owner: Owner, began: number): Promise<Response> => {
    const asked = await readTokenRequest(request, clock)
    const retryAfterMs = bounds[asked.operation].count(owner.name)
    if (retryAfterMs !== undefined) throw new Refusal('rate_limited', { ...tooMany, retryAfterMs })
    if (asked.user_id !== owner.subject) throw new Refusal('identity_changed', anotherUser)
    if (asked.operation === 'sign_out') return answer(200, await sessions.end(owner))
    return sessions.unlessEnded(owner, began, async () => {
      await mayHaveToken(owner, request.signal)
      const cache = await sessions.cache(owner, began, asked.workspace)
      const mayRenew = (): boolean => renewals.take(owner.name)
      const held = await pageToken(cache, { rejected: asked.rejected, mayRenew, signal: request.signal })
      return tokenAnswer(owner.subject, cache, held)
    })
  }

  const handle = async (request: Request): Promise<Response> => {
    const { crossOrigin, refusal } = checkPage(request, listed)
    const respond = async (): Promise<Response> => {
      if (refusal !== undefined) throw refusal
      if (request.method === 'OPTIONS' && crossOrigin !== undefined) return preflightAnswer(request)
      if (request.method !== 'POST') return answer(405, undefined, { allow: 'POST' })
      return atOnce.run(() => serve(request))
    }
    const response = await respond().catch(error => {
      if (error instanceof Refusal) {
        reports.add(error)
        return refused(error)
      }
      const isOwn = error instanceof ApplicationFailure
      // A page that went away is no failure.
      if (!(request.signal?.aborted && error === request.signal.reason))
        tell(onError, isOwn ? error.thrown : error)
      return unavailable(error)
    })
    if (crossOrigin !== undefined && refusal === undefined) {
      response.headers.set('access-control-allow-origin', crossOrigin)
      response.headers.set('access-control-allow-credentials', 'true')
      response.headers.set('access-control-expose-headers', 'retry-after')
    }
    return response
  }

  return Object.assign(handle, {
    signOut: async (application: Parameters<TokenEndpoint['signOut']>[0]) =>
      sessions.end(await sessions.ownerOf(application)),
  })
}

/** What remains of its lifetime counts from now. */
function tokenAnswer(subject: string, { group }: TokenCache, token: CachedToken): Response {
  const { wallMs, monotonicMs } = momentOf(group.calls.clock)
  const leftMs = Math.min(token.hardWallMs - wallMs, token.hardMonotonicMs - monotonicMs)
  return answer(200, {
    access_token: token.accessToken,
    token_type: 'Bearer',
    expires_in: Math.floor(leftMs) / 1000,
    user_id: subject,
  })
}

/** The browser asks first, before it sends a request of another origin. A listed one may send what headers it wants. */
function preflightAnswer({ headers }: Request): Response {
  const wanted = headers.get('access-control-request-headers')
  return answer(204, undefined, {
    'access-control-allow-methods': 'POST',
    ...(wanted !== null && { 'access-control-allow-headers': wanted }),
    'access-control-max-age': '600',
    vary: 'Origin, Access-Control-Request-Headers',
  })
}

function nobody(): Refusal {
  return new Refusal('sign_in_required', {
    message: 'No user is signed in to the application.',
    hint: 'Sign in to the application, then ask again.',
  })
}

const anotherUser = {
  message: 'The user who is signed in to the application is another one than the user of this page.',
  hint: 'Reload the page, or make a new session for the user who is signed in now. To stay with the user of this page, sign in to the application as the user of this page, then call login().',
}

const tooMany = { message: 'The token endpoint was asked too often in this application session.' }

/** What a listener throws, or rejects with, is not the page's trouble. */
function tell<T>(listener: ((told: T) => unknown) | undefined, told: T): void {
  void (async () => listener?.(told))().catch(() => {})
}

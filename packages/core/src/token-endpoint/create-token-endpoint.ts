import { AuthError } from '../errors/auth-error.js'
import { answer } from '../page-endpoint/answers.js'
import { RateBound } from '../page-endpoint/bounds/rate-bound.js'
import { checkPage } from '../page-endpoint/page-check.js'
import { pageHandler } from '../page-endpoint/page-handler.js'
import { Refusal } from '../page-endpoint/refusal.js'
import { Remembered } from '../page-endpoint/remembered.js'
import { tell } from '../page-endpoint/tell.js'
import type { TokenRequest } from '../protocol/backend.js'
import { Session } from '../session/session.js'
import type { TokenCache } from '../session/token-cache/token-cache.js'
import { type CachedToken, momentOf } from '../tokens/cached-token.js'
import { ApplicationSessions, type Owner } from './application-sessions.js'
import { names } from './names.js'
import { checkTokenEndpointOptions, type TokenEndpoint, type TokenEndpointOptions } from './options.js'
import { pageToken } from './page-token.js'
import { readTokenRequest } from './read-token-request.js'
import { RenewalBound } from './renewal-bound.js'
import { isNoAdmin, UserCheck } from './user-check.js'
import { UserLookup } from './user-lookup.js'

/** How often one request is served, where the id of another system becomes another user's meanwhile. */
const mostTries = 5

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
    requestsAtOnce,
    onError,
    onRefusal,
  } = options
  const { clock } = Session.insideOf(session).cache.group.calls
  const listed = new Set(origins)
  const sessions = new ApplicationSessions(session)
  const users = new UserCheck(session, allowUser, clock)
  const lookup = new UserLookup(session)
  // A page that was refused tokens may still sign out.
  const bounds = {
    token: new RateBound(clock, requestsPerMinute),
    sign_out: new RateBound(clock, requestsPerMinute),
  }
  const renewals = new RenewalBound(clock)

  // After a refusal the tokens are ended once in 10 s at most, however often the page asks again.
  const refusals = new Remembered<unknown>(clock)

  const mayHaveToken = async (owner: Owner, subject: string, signal: AbortSignal): Promise<void> => {
    try {
      await users.check(subject, signal)
      refusals.forget(owner.name)
    } catch (error) {
      const isRefusal = error instanceof Refusal && error.error.code === 'user_not_allowed'
      if (isRefusal)
        await refusals.get(owner.name, () => sessions.end(owner)).catch(failure => tell(onError, failure))
      throw error
    }
  }

  const serve = async (request: Request, owner: Owner, began: number): Promise<Response> => {
    const asked = await readTokenRequest(request, clock)
    const retryAfterMs = bounds[asked.operation].count(owner.name)
    if (retryAfterMs !== undefined) throw new Refusal('rate_limited', { ...tooMany, retryAfterMs })
    if (asked.operation === 'sign_out') {
      // It does not wait for what Looker says of an id of another system.
      if (typeof owner.user === 'string') refuseOthers(asked.user_id, owner.user)
      return answer(200, await sessions.end(owner))
    }
    return sessions.signOuts.unlessEnded(owner.name, began, async () => {
      for (let tries = 0; tries < mostTries; tries++) {
        const served = await serveToken(request, owner, began, asked)
        if (served !== undefined) return served
      }
      return refuse()
    })
  }

  /** Undefined where the id of another system was another user's before, whose tokens are ended now. */
  const serveToken = async (
    request: Request,
    owner: Owner,
    began: number,
    { user_id, workspace, rejected }: TokenRequest,
  ): Promise<Response | undefined> => {
    const { signal } = request
    const isKnown = typeof owner.user === 'string'
    const subject = isKnown ? owner.user : await lookup.idOf(owner.user, signal)
    refuseOthers(user_id, subject)
    await mayHaveToken(owner, subject, signal)
    const mayRenew = (): boolean => renewals.take(owner.name)
    return sessions.use(owner, began, workspace, async cache => {
      const asking = pageToken(cache, { rejected, mayRenew, signal })
      if (isKnown) return tokenAnswer(subject, cache, await asking)
      const held = await asking.catch(unlessMoved)
      // The user of the id belongs to the sign-in, which may have been replaced since the token was taken.
      const isOfSignIn = held !== undefined && held.signInId === cache.signIns.current?.signInId
      if (isOfSignIn && cache.subject === subject) return tokenAnswer(subject, cache, held)
      lookup.forget(owner.user)
      await sessions.endOthers(owner, await lookup.idOf(owner.user, signal))
      return undefined
    })
  }

  const handle = pageHandler({
    names,
    clock,
    methods: ['POST'],
    check: request => checkPage(request, listed, names),
    userFor,
    requestsAtOnce,
    onError,
    onRefusal,
    begin: () => sessions.signOuts.begin(),
    nameOf: owner => owner.name,
    ownerOf: application => sessions.ownerOf(application),
    serve,
  })

  return Object.assign(handle, {
    signOut: async (application: Parameters<TokenEndpoint['signOut']>[0]) =>
      sessions.end(sessions.ownerOf(application)),
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

/** The id of another system was another user's, or another request has just ended that user's tokens. */
function unlessMoved(error: unknown): undefined {
  const isMoved = AuthError.is(error) && (error.code === 'identity_changed' || error.code === 'signed_out')
  if (!isMoved) throw error
  // The session repeats the error without a new request.
  if (error.retryAfterMs !== undefined) refuse()
}

/** @throws Refusal `identity_changed` where the page is another user's than the one who is signed in. */
function refuseOthers(asked: string, subject: string): void {
  if (asked !== subject) refuse()
}

function refuse(): never {
  throw new Refusal('identity_changed', anotherUser)
}

const anotherUser = {
  message: 'The user who is signed in to the application is another one than the user of this page.',
  hint: 'Reload the page, or make a new session for the user who is signed in now. To stay with the user of this page, sign in to the application as the user of this page, then call login().',
}

const tooMany = { message: 'The token endpoint was asked too often in this application session.' }

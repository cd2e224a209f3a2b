import { AuthError } from '../errors/auth-error.js'
import type { Obtained } from '../grants/grant.js'
import { answerError } from '../protocol/answers/answer-error.js'
import { kindOfAnswer } from '../protocol/answers/answer-kind.js'
import { troubleOf } from '../protocol/answers/answer-table.js'
import { authorizationUrl, buildCodeExchange } from '../protocol/oauth.js'
import { apiUrl, authorization, type WireRequest } from '../protocol/wire.js'
import { newId } from '../runtime/new-id.js'
import { SharedWait } from '../runtime/shared-wait.js'
import { Session } from '../session/session.js'
import type { TokenCache } from '../session/token-cache/token-cache.js'
import { landed } from '../session/token-cache/turns.js'
import { trackGranted } from '../tokens/custody.js'
import { revoke } from '../tokens/revoke.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import { exchange, longestAnswerMs } from '../transport/exchange.js'
import { withRetry } from '../transport/retry.js'
import { OAuthGrant } from './oauth-grant.js'
import { codeChallengeOf, newCodeVerifier, newState } from './pkce.js'
import { requestToken } from './token-request.js'
import { instanceAddress } from './web-address.js'

/** A sign-in on Looker's pages that has begun: where to send the user, and what to keep in the tab until they are back. */
export interface Authorization {
  readonly url: string
  /** Comes back with the user; must be the same. */
  readonly state: string
  /** Secret: a program that has it and the code gets the token. Delete it at its first use. */
  readonly codeVerifier: string
}

/**
 * Names the Looker instance and the application that a session signs in with, so that what is kept for one sign-in is never
 * used for another one. Not secret.
 *
 * @throws AuthError `configuration` for a session that was not made with `oauthGrant()`.
 */
export function authorizationClientOf(session: Session): string {
  const { calls, settings } = grantOf(session)
  return JSON.stringify([calls.target.baseUrl, settings.webUrl, settings.clientId, settings.redirectUri])
}

/**
 * Begins a sign-in with OAuth. What it answers is for one sign-in, in one tab.
 *
 * @throws AuthError `configuration` for a session that was not made with `oauthGrant()`.
 */
export async function startAuthorization(session: Session): Promise<Authorization> {
  const { calls, settings } = grantOf(session)
  const state = newState(calls.random)
  const codeVerifier = newCodeVerifier(calls.random)
  const codeChallenge = await codeChallengeOf(codeVerifier)
  return { url: authorizationUrl({ ...settings, state, codeChallenge }), state, codeVerifier }
}

/** The code's exchange, whose token it is, and what the session does with it; another token request may come before these. */
const requestsOfCompletion = 4

/** An answer of Looker to a sign-in, as `readAuthorizationAnswer()` read it, and the sign-in's own secret. */
export type AuthorizationResult = {
  readonly codeVerifier: string
  /** Who answers (RFC 9207), where the answer says it. */
  readonly iss?: string | undefined
} & ({ readonly code: string } | { readonly error: AuthError })

/**
 * Completes a sign-in with OAuth: the code becomes a token, Looker says whose it is, and the session is that
 * user's. Whatever the store held of another sign-in is replaced, and its token revoked. The caller has compared the `state`.
 * Calls of the session that have no token wait for it.
 *
 * @param answer May come later: calls wait for it from now on.
 * @throws AuthError `state_mismatch` for an `iss` that is neither the session's base URL nor its `webUrl`: then the code is sent nowhere;
 * the error of an answer that is one; `code_rejected`, `authorization_failed`, `network`, ...; `identity_changed` on a session that is another
 * user's.
 * @example
 * ```ts
 * import { finishAuthorization, readAuthorizationAnswer, type Authorization, type Session } from '@looker-auth/core'
 *
 * async function complete(looker: Session, { state, codeVerifier }: Authorization, address: URL): Promise<void> {
 *   const answer = readAuthorizationAnswer(address)
 *   if (answer?.state !== state) throw new Error('This is no answer to the sign-in.')
 *   await finishAuthorization(looker, { ...answer, codeVerifier })
 * }
 * ```
 */
export async function finishAuthorization(
  session: Session,
  answer: AuthorizationResult | Promise<AuthorizationResult>,
): Promise<void> {
  const grant = grantOf(session)
  const { cache } = Session.insideOf(session)
  const signOutCount = cache.signOuts?.count
  await completeInTurn(cache, async () => {
    const given = await answer
    refuseForeignIssuer(grant, given.iss)
    if ('error' in given) throw given.error
    // The session's own sign-out that is under way comes before this sign-in.
    await cache.signOuts?.tombstonesWritten
    const before = await cache.source.before(cache)
    // This waits for token requests, and they do not wait for this: meanwhile a call may adopt what is stored.
    await landed(cache)
    const signInId = newId(cache.group.calls.random)
    try {
      if (cache.closed) throw new AuthError('closed')
      const obtained = await exchangeCode(cache, grant, given, signInId)
      // What signOutOver() throws would leave the token alive.
      await cache.signOuts?.settled
      if (cache.signOuts?.count !== signOutCount) throw new AuthError('signed_out')
      // Meanwhile the session may have become another user's.
      if (cache.subject !== undefined && cache.subject !== obtained.subject) throw anotherUser()
      await cache.signIn(undefined, { signInId, obtained, before })
    } catch (error) {
      await endUnused(cache, signInId)
      // The session's own sign-out may have revoked the token before it was asked whose it is.
      const isSignedOut = cache.signOuts?.count !== signOutCount && !isRejectedCode(error)
      throw isSignedOut ? new AuthError('signed_out') : error
    }
  })
}

/** One sign-in is completed after the other. One whose request the runtime ended is not waited for beyond the bound. */
function completeInTurn<T>(cache: TokenCache, work: () => Promise<T>): Promise<T> {
  const { clock, transport, retry } = cache.group.calls
  const before = cache.completion?.wait().catch(() => {}) ?? Promise.resolve()
  const completion = before.then(work)
  const askingMs = (transport.timeoutMs || longestAnswerMs) + retry.boundMs
  const shared = new SharedWait(clock, requestsOfCompletion * askingMs, completion)
  cache.completion = shared
  return completion.finally(() => {
    if (cache.completion === shared) cache.completion = undefined
  })
}

/** Looker documents no issuer identifier, so it may be the address of the instance's API or of its pages. */
function refuseForeignIssuer({ calls, settings }: OAuthGrant, iss: string | undefined): void {
  if (iss === undefined || [calls.target.baseUrl, settings.webUrl].includes(instanceAddress(iss) ?? ''))
    return
  throw new AuthError('state_mismatch', {
    message: 'The answer to the sign-in names another issuer (iss) than the Looker instance of this session.',
    hint: 'Begin again with signIn(). If it happens again, compare the parameter iss with baseUrl and webUrl of this session, and give each instance a redirect URI of its own.',
  })
}

async function exchangeCode(
  cache: TokenCache,
  { calls, settings }: OAuthGrant,
  answer: { readonly code: string; readonly codeVerifier: string },
  signInId: string,
): Promise<Obtained> {
  const request = buildCodeExchange(calls.target, settings, answer)
  cache.signIns.unanswered++
  const granted = await requestToken(calls, request, 'code_rejected').finally(() => {
    cache.signIns.unanswered--
  })
  const { access_token, refresh_token: refreshToken } = granted.token
  trackGranted(cache, { ...granted, refreshToken }, { signInId, epoch: 0 }, undefined)
  return { ...granted, subject: await userOf(calls, access_token), refreshToken }
}

/** Ends a sign-in that no session uses, unless that was done. */
async function endUnused(cache: TokenCache, signInId: string): Promise<void> {
  const [unused] = cache.group.ledger.of(entry => entry.signInId === signInId)
  if (unused !== undefined) await revoke(cache, unused, 'late')
}

function isRejectedCode(error: unknown): boolean {
  return AuthError.is(error) && error.code === 'code_rejected'
}

/** Whose token it is: GET /user. */
async function userOf(calls: AuthCalls, token: string): Promise<string> {
  const request: WireRequest = {
    method: 'GET',
    url: apiUrl(calls.target, '/user?fields=id'),
    headers: { accept: 'application/json', authorization: authorization(calls.target, token) },
    secrets: [token],
  }
  const attempt = async (): Promise<string> => {
    const answer = await exchange(calls.transport, request)
    const { json: body } = answer
    const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined
    if (answer.status === 200 && (typeof id === 'string' || typeof id === 'number') && id !== '')
      return String(id)
    const context = { secrets: [token], nowMs: calls.clock.now(), url: request.url }
    const kind = kindOfAnswer(answer)
    throw answerError(troubleOf(kind) ?? 'authorization_failed', kind, answer, context)
  }
  return withRetry(attempt, calls.retry, calls)
}

function grantOf(session: Session): OAuthGrant {
  const { grant } = Session.insideOf(session).cache
  if (grant instanceof OAuthGrant) return grant
  throw new AuthError('configuration', {
    message: 'This session does not sign in with OAuth.',
    hint: 'Make it with createUserSession({ grant: oauthGrant(…) }) (in a page: createSession), and unset LOOKERSDK_CLIENT_ID if it is set.',
  })
}

function anotherUser(): AuthError {
  return new AuthError('identity_changed', {
    message: 'Another user signed in than the one whom this session belongs to.',
    hint: 'Complete the sign-in with a session of its own, before its first other use.',
  })
}

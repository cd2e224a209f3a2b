import { AuthError } from '../errors/auth-error.js'
import { redactError } from '../errors/redact.js'
import type { TokenRequest } from '../protocol/backend.js'
import { canonicalUserId, type UserId } from '../protocol/user-id.js'
import { acquire } from '../session/acquire.js'
import { sha256 } from '../session/digest.js'
import { momentOf } from '../session/family.js'
import type { HeldToken } from '../session/held-token.js'
import { Session } from '../session/session.js'
import type { SessionCore } from '../session/session-core.js'
import { answer, failure } from './answers.js'
import { checkPage } from './page-check.js'
import { RateBound } from './rate-bound.js'
import { readTokenRequest } from './read-token-request.js'
import { checkUser, isNoAdmin, type LookerUser } from './user-check.js'

/** Who is signed in to the application, and in which of its sessions. */
export interface ApplicationSession {
  /** The Looker user id of whoever is signed in. */
  readonly userId: UserId
  /** Names the application's own session, such as the id behind its cookie. Each gets a token of its own. */
  readonly sessionId: string
}

/** What a token endpoint works with. */
export interface TokenEndpointOptions {
  /** Of an admin's API key, the service account. With more than one server, over a store that they share. */
  readonly session: Session
  /**
   * The application's own sign-in: who sent the request, by its cookie and nothing in the body; null when nobody is signed
   * in. All safety rests on it.
   */
  readonly userFor: (
    request: Request,
  ) => ApplicationSession | null | undefined | Promise<ApplicationSession | null | undefined>
  /** Origins of pages that are not of the endpoint's own. Default: none. */
  readonly origins?: readonly string[] | undefined
  /** Which users may have a token in a page; the service account never may. Default: all but those with Looker's role Admin (id 2). */
  readonly allowUser?: ((user: LookerUser) => boolean | Promise<boolean>) | undefined
  /** Requests that one application session may make in a minute. Default 60. */
  readonly requestsPerMinute?: number | undefined
  /** Hears of failures that are the server's own affair; the page only learns that it is unavailable. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Answers a page's token requests. */
export type TokenEndpoint = (request: Request) => Promise<Response>

/**
 * The server's half of `backendGrant()`: a handler that mints a token for whoever is signed in to the application, through
 * a service account that no page ever sees. One token for each user and application session, which its sign-out ends.
 *
 * @throws AuthError `configuration` for a session of another user, or options that cannot work.
 * @example
 * ```ts
 * import { createSession, createTokenEndpoint } from '@looker-auth/core'
 *
 * const session = createSession({ baseUrl: 'https://looker.example.com', credentials: { clientId: 'id', clientSecret: 'secret' } })
 * const endpoint = createTokenEndpoint({
 *   session,
 *   userFor: request => (request.headers.get('cookie') === 'sid=1' ? { userId: '789', sessionId: '1' } : null),
 * })
 * ```
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { session, userFor, origins = [], allowUser = isNoAdmin, requestsPerMinute = 60, onError } = options
  const { core, house } = Session.insideOf(session)
  if (core !== house.root) throw wrongOption('session is of a user; give that of the service account')
  if (typeof userFor !== 'function') throw wrongOption('userFor is missing')
  if (!(requestsPerMinute > 0)) throw wrongOption('requestsPerMinute is not a number above 0')
  const listed = new Set(origins.map(originOf))
  const bound = new RateBound(core.family.calls.clock, requestsPerMinute)

  const serve = async (request: Request): Promise<Response> => {
    const asked = await readTokenRequest(request)
    const application = await userFor(request)
    if (application === null || application === undefined) throw nobody()
    const { userId, sessionId } = application
    if (typeof sessionId !== 'string' || sessionId === '') throw wrongOption('userFor answered no sessionId')
    const subject = canonicalUserId(userId, core.family.calls.target.apiVersion)
    const holder = await sha256(JSON.stringify(['application session', sessionId]))
    const retryAfterMs = bound.count(holder)
    if (retryAfterMs !== undefined) throw new AuthError('rate_limited', { retryAfterMs })
    if (asked.user_id !== subject) throw new AuthError('identity_changed')
    const child = (): SessionCore => house.child({ userId: subject, holder, workspace: asked.workspace })
    if (asked.operation === 'sign_out') return answer(200, await child().signOut())
    await checkUser(session, subject, allowUser)
    return tokenAnswer(subject, core, await tokenOf(child(), asked, request.signal))
  }

  return async request => {
    const { crossOrigin, refusal } = checkPage(request, listed)
    const respond = async (): Promise<Response> => {
      if (refusal !== undefined) return failure(refusal, 403)
      if (request.method === 'OPTIONS' && crossOrigin !== undefined) return answer(204, undefined, preflight)
      if (request.method !== 'POST') return answer(405, undefined, { allow: 'POST' })
      return serve(request)
    }
    const response = await respond().catch(error => {
      const known = AuthError.is(error)
        ? error
        : new AuthError('unavailable', { cause: redactError(error, []) })
      tell(onError, error)
      return failure(known)
    })
    if (crossOrigin !== undefined && refusal === undefined) {
      response.headers.set('access-control-allow-origin', crossOrigin)
      response.headers.set('access-control-allow-credentials', 'true')
      response.headers.set('access-control-expose-headers', 'retry-after')
    }
    return response
  }
}

/** The application session's token; another one where Looker rejected the one that the page has. */
async function tokenOf(
  child: SessionCore,
  { rejected }: TokenRequest,
  signal: AbortSignal,
): Promise<HeldToken> {
  // One that is due is renewed first: the page is to have it for long.
  const fresh = (): Promise<HeldToken> => child.whileInUse(() => acquire(child, signal, undefined))
  const held = await fresh()
  if (rejected === undefined || rejected !== (await sha256(held.accessToken))) return held
  return child.reject(held) ? fresh() : held
}

/** What remains of its lifetime counts from now. */
function tokenAnswer(subject: string, { family }: SessionCore, token: HeldToken): Response {
  const { wallMs, monotonicMs } = momentOf(family)
  const leftMs = Math.min(token.hardWallMs - wallMs, token.hardMonotonicMs - monotonicMs)
  return answer(200, {
    access_token: token.accessToken,
    token_type: 'Bearer',
    expires_in: Math.floor(leftMs) / 1000,
    user_id: subject,
  })
}

/** The browser asks first, before it sends a request of another origin. */
const preflight = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type, x-looker-auth, authorization, x-csrf-token',
  'access-control-max-age': '600',
}

function originOf(origin: string): string {
  if (URL.canParse(origin) && new URL(origin).origin === origin) return origin
  throw wrongOption(
    `origins holds ${JSON.stringify(origin)}, which is no origin such as "https://app.example.com"`,
  )
}

function nobody(): AuthError {
  return new AuthError('sign_in_required', {
    message: 'Nobody is signed in to the application.',
    hint: 'Sign in to the application, then ask again.',
  })
}

function wrongOption(what: string): AuthError {
  return new AuthError('configuration', {
    message: `createTokenEndpoint() cannot work: ${what}.`,
    hint: 'See the option in its documentation.',
  })
}

/** What a listener throws is not the page's trouble. */
function tell(onError: ((error: unknown) => void) | undefined, error: unknown): void {
  try {
    onError?.(error)
  } catch {
    // Its own trouble.
  }
}

import { AuthError } from '../../errors/auth-error.js'
import { type ApiTarget, authorization } from '../../protocol/wire.js'
import type { Body } from '../../runtime/fetch.js'
import { readHeaders } from '../../transport/read-headers.js'
import { changesWorkspace, refuseOtherHost, resolveTarget } from './request-target.js'

/** What `session.fetch` takes: as the platform's, and a body may also be a function that makes one, so that it can be sent twice. */
export interface SessionRequestInit extends Omit<RequestInit, 'body'> {
  body?: Body | null | (() => Body | null | undefined) | undefined
  /** Where the runtime stops work after the response: its `waitUntil`, so that a renewal can go on. */
  waitUntil?: (work: Promise<unknown>) => void
  /** Replaces the session's `timeoutMs` for this request: milliseconds until the headers arrive; 0 for no bound. */
  timeoutMs?: number | undefined
}

/** A caller's request, ready to be sent with one token or another. */
export interface SessionRequest {
  readonly url: string
  readonly method: string
  /** Whether the body can be sent again. */
  readonly replayable: boolean
  /** Where the caller gave a function for a body. */
  readonly makeBody: (() => Body | null | undefined) | undefined
  readonly signal: AbortSignal | undefined
  readonly redirect: RequestInit['redirect']
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined
  /** The bound of this request, in milliseconds, where the caller gave one. */
  readonly timeoutMs: number | undefined
  /** The init for one try, with its own headers and body. */
  initFor(token: string): RequestInit & { method: string; headers: Headers }
}

/**
 * Reads what the caller asks for, before any token is touched.
 *
 * @throws AuthError `foreign_origin`; `configuration` for an Authorization header of the caller's own, a change of workspace, or a wrong `timeoutMs`.
 */
export function readRequest(
  input: string | URL | Request,
  init: SessionRequestInit | undefined,
  target: ApiTarget,
): SessionRequest {
  const request = typeof input === 'object' && !(input instanceof URL) ? input : undefined
  const url = resolveTarget(request?.url ?? String(input), target)
  const { body: given, waitUntil, timeoutMs, ...others } = init ?? {}
  if (timeoutMs !== undefined && !(timeoutMs >= 0)) throw timeoutRefused()
  const rest = withoutUndefined(others)
  const method = (rest.method ?? request?.method ?? 'GET').toUpperCase()
  if (changesWorkspace(method, url, target)) throw workspaceRefused()
  const headers = readHeaders(rest.headers ?? request?.headers)
  if (headers.has('authorization')) throw authorizationRefused()
  refuseOtherHost(headers, url)
  const body = given === undefined ? (request?.body ?? undefined) : given
  const stream = isStream(typeof body === 'function' ? undefined : body)
  const base = { ...(request && settingsOf(request)), ...rest, method }
  return {
    url: url.href,
    method,
    replayable: !stream,
    makeBody: typeof body === 'function' ? body : undefined,
    signal: (rest.signal === undefined ? request?.signal : rest.signal) ?? undefined,
    redirect: rest.redirect ?? request?.redirect,
    waitUntil,
    timeoutMs,
    initFor(token) {
      const own = new Headers(headers)
      own.set('authorization', authorization(target, token))
      const sent = typeof body === 'function' ? body() : body
      const duplex = isStream(sent) ? { duplex: 'half' } : {}
      return { ...base, headers: own, ...(sent != null && { body: sent }), ...duplex } as ReturnType<
        SessionRequest['initFor']
      >
    },
  }
}

function settingsOf({
  cache,
  credentials,
  integrity,
  keepalive,
  mode,
  redirect,
  referrerPolicy,
  signal,
}: Request): RequestInit {
  const settings = { cache, credentials, integrity, keepalive, mode, redirect, referrerPolicy, signal }
  const known = Object.entries(settings).filter(
    ([, value]) => value !== undefined && value !== '' && value !== 'navigate',
  )
  return Object.fromEntries(known) as RequestInit
}

/** To the platform, what is undefined is not there: it must not hide what the Request says. */
function withoutUndefined<T extends object>(init: T): Partial<T> {
  return Object.fromEntries(Object.entries(init).filter(([, value]) => value !== undefined)) as Partial<T>
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && ('getReader' in body || Symbol.asyncIterator in body)
}

function authorizationRefused(): AuthError {
  return new AuthError('configuration', {
    message: "The request has an Authorization header of its own; a session sends its identity's token only.",
    hint: 'Leave the header out, or use another session (as() for another user).',
  })
}

function timeoutRefused(): AuthError {
  return new AuthError('configuration', {
    message: 'The timeoutMs of the request is not a number of milliseconds.',
    hint: 'Give a number; 0 for no bound. Leave it out for that of the session.',
  })
}

function workspaceRefused(): AuthError {
  return new AuthError('configuration', {
    message:
      'The workspace belongs to the token, which others share: a request through the session must not change it.',
    hint: "Use a session of its own for it: createSession({ workspace: 'dev' }), or as(id, { workspace: 'dev' }).",
  })
}

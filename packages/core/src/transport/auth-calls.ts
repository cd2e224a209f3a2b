import { redact } from '../errors/redact.js'
import type { AccessToken } from '../protocol/answers/access-token.js'
import type { AnswerContext } from '../protocol/answers/answer-error.js'
import {
  type GrantOutcome,
  parseLogin,
  parseLoginUser,
  parseLogout,
} from '../protocol/answers/parse-answer.js'
import { buildLogin, type CredentialsIn } from '../protocol/login.js'
import { buildLoginUser } from '../protocol/login-user.js'
import { buildLogout } from '../protocol/logout.js'
import { canonicalUserId, type UserId } from '../protocol/user-id.js'
import type { ApiTarget, Credentials, WireAnswer, WireRequest } from '../protocol/wire.js'
import { exchange, type Transport } from './exchange.js'
import { type RetryPolicy, type RetrySeams, withRetry } from './retry.js'

/** Where the three operations go, and through what. */
export interface AuthCalls extends RetrySeams {
  readonly target: ApiTarget
  readonly transport: Transport
  readonly retry: RetryPolicy
  readonly credentialsIn: CredentialsIn
}

/** Watches the answer of each try: undefined when a try begins; without secrets unless it grants a token. */
export type OnAnswer = (answer: WireAnswer | undefined) => void

/** What a single call may add. */
export interface CallOptions {
  /** Aborts the request itself: what the server then does with it is not known. */
  readonly signal?: AbortSignal | undefined
  /** Ends the waits between tries, but lets a request that is on its way come back. */
  readonly stopSignal?: AbortSignal | undefined
  readonly onAnswer?: OnAnswer | undefined
}

/** A token, and the moment its lifetime counts from: when its request was sent. */
export interface Granted {
  readonly token: AccessToken
  readonly sentAtMs: number
  readonly sentAtMonotonicMs: number
}

/** Signs in with an API key. Throws what the answer means. */
export function login(
  calls: AuthCalls,
  credentials: Credentials,
  options: CallOptions = {},
): Promise<Granted> {
  const request = buildLogin(calls.target, credentials, calls.credentialsIn)
  const parse = (answer: WireAnswer, context: AnswerContext): GrantOutcome =>
    parseLogin(answer, { ...context, credentials })
  return grant(calls, request, parse, options)
}

/** Gets a token for another user with an admin's token. Throws what the answer means. */
export function loginUser(
  calls: AuthCalls,
  adminToken: string,
  { userId, associative }: { readonly userId: UserId; readonly associative?: boolean | undefined },
  options: CallOptions = {},
): Promise<Granted> {
  const request = buildLoginUser(calls.target, adminToken, userId, associative)
  const parse = (answer: WireAnswer, context: AnswerContext): GrantOutcome =>
    parseLoginUser(answer, { ...context, userId: canonicalUserId(userId, calls.target.apiVersion) })
  return grant(calls, request, parse, options)
}

/** Ends a token. Returns the error to report where the server did not say that the token is dead; throws when it may live. */
export function logout(
  calls: AuthCalls,
  token: string,
  options: CallOptions = {},
): Promise<{ reported?: Error }> {
  const request = buildLogout(calls.target, token)
  return withRetry(
    async () => {
      const answer = await send(calls, request, options)
      options.onAnswer?.(withoutSecrets(answer, request))
      const outcome = parseLogout(answer, contextOf(calls, request))
      if (outcome.kind === 'failed') throw outcome.error
      return outcome.kind === 'reported' ? { reported: outcome.error } : {}
    },
    calls.retry,
    calls,
    options.stopSignal ?? options.signal,
  )
}

function grant(
  calls: AuthCalls,
  request: WireRequest,
  parse: (answer: WireAnswer, context: AnswerContext) => GrantOutcome,
  options: CallOptions,
): Promise<Granted> {
  const attempt = async (): Promise<Granted> => {
    const sentAtMs = calls.clock.now()
    const sentAtMonotonicMs = calls.clock.monotonic()
    const answer = await send(calls, request, options)
    const outcome = parse(answer, contextOf(calls, request))
    options.onAnswer?.(withoutSecrets(answer, request, outcome.kind === 'granted'))
    if (outcome.kind === 'failed') throw outcome.error
    return { token: outcome.token, sentAtMs, sentAtMonotonicMs }
  }
  return withRetry(attempt, calls.retry, calls, options.stopSignal ?? options.signal)
}

function send(
  calls: AuthCalls,
  request: WireRequest,
  { signal, onAnswer }: CallOptions,
): Promise<WireAnswer> {
  onAnswer?.(undefined)
  return exchange(calls.transport, request, signal)
}

/** The text of an answer that grants a token stays as it is: the token is what the caller asked for. */
function withoutSecrets(answer: WireAnswer, { secrets }: WireRequest, granted = false): WireAnswer {
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, redact(value, secrets)])
  const text = granted ? answer.text : redact(answer.text, secrets)
  return { ...answer, headers: Object.fromEntries(headers), text, json: undefined }
}

function contextOf({ clock }: AuthCalls, { secrets, url }: WireRequest): AnswerContext {
  return { secrets, nowMs: clock.now(), url }
}

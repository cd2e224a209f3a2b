import { AuthError } from '../errors/auth-error.js'
import { answerError } from '../protocol/answers/answer-error.js'
import { type AnswerKind, kindOfAnswer } from '../protocol/answers/answer-kind.js'
import { answerTable } from '../protocol/answers/answer-table.js'
import { baseUrlIn } from '../protocol/base-url.js'
import {
  buildCreateEmbedUser,
  buildFindUser,
  type CheckedExternalUser,
  type ExternalId,
  shownId,
} from '../protocol/external-user.js'
import type { WireAnswer, WireRequest } from '../protocol/wire.js'
import type { AuthCalls, CallOptions } from './auth-calls.js'
import { exchange } from './exchange.js'
import { withRetry } from './retry.js'

/** How a look-up may be ended. */
export interface FindUserOptions extends Pick<CallOptions, 'signal' | 'stopSignal'> {
  /** Called before each request. It throws where the admin's token may not be sent any more. */
  beforeEach(): void
}

/**
 * Looker's own id of the user whom another system knows by that id, with an admin's token.
 *
 * @throws AuthError `unknown_user` where there is none, several, or a disabled one; `token_rejected` of the admin's token; as
 * `loginUser()`; what `beforeEach` throws.
 */
export async function findUser(
  calls: AuthCalls,
  adminToken: string,
  { external, create }: CheckedExternalUser,
  options: FindUserOptions,
): Promise<string> {
  const find = buildFindUser(calls.target, adminToken, external)
  const read = (request: WireRequest) => readUser(calls, request, external, options)
  const found = await read(find)
  if (found !== undefined) return found
  if (!create) throw unknown(find, { what: 'has', external, hint: createHint(external), status: 404 })
  const made = await read(buildCreateEmbedUser(calls.target, adminToken, external.id)).catch(async error => {
    if (!isConflict(error)) throw error
    // Another process may have made the user meanwhile.
    return (await read(find)) ?? Promise.reject(error)
  })
  if (made !== undefined) return made
  const hint = 'See whether this Looker allows embed users.'
  throw unknown(find, { what: 'could be made with', external, hint, status: 404 })
}

function isConflict(error: unknown): boolean {
  return AuthError.is(error) && (error.status === 409 || error.status === 422)
}

/** Undefined where Looker has no such user. */
function readUser(
  calls: AuthCalls,
  request: WireRequest,
  external: ExternalId,
  { signal, stopSignal, beforeEach }: FindUserOptions,
): Promise<string | undefined> {
  const attempt = async (): Promise<string | undefined> => {
    beforeEach()
    const answer = await exchange(calls.transport, request, signal)
    const kind = kindOfAnswer(answer)
    if (kind === 'not_found') return undefined
    if (kind !== 'success_without_token') throw failure(kind, answer, request, calls)
    return idOf(answer, request, external) ?? Promise.reject(failure('unexpected', answer, request, calls))
  }
  return withRetry(attempt, calls.retry, calls, stopSignal ?? signal)
}

function failure(
  kind: AnswerKind,
  answer: WireAnswer,
  { secrets, url }: WireRequest,
  { clock }: AuthCalls,
): AuthError {
  const meaning = answerTable[kind].login_user
  const code = meaning === 'granted' ? 'malformed_response' : meaning
  return answerError(code, kind, answer, { secrets, url, nowMs: clock.now() })
}

interface FoundUser {
  readonly id?: unknown
  readonly is_disabled?: unknown
}

/** The id of the one user in an answer; undefined where the answer shows none. */
function idOf({ json }: WireAnswer, request: WireRequest, external: ExternalId): string | undefined {
  const users: readonly unknown[] = Array.isArray(json) ? json : [json]
  if (users.length > 1)
    throw unknown(request, {
      what: 'alone has',
      external,
      hint: 'Several users have it: give the user id of Looker.',
    })
  const [user] = users as readonly (FoundUser | null | undefined)[]
  if (user?.is_disabled === true)
    throw unknown(request, {
      what: 'that is enabled has',
      external,
      hint: 'Enable the user in Looker (Admin, Users).',
    })
  const id = user?.id
  if (Number.isSafeInteger(id)) return String(id)
  return typeof id === 'string' && id !== '' ? id : undefined
}

interface Unknown {
  readonly what: string
  readonly external: ExternalId
  readonly hint: string
  /** Where it was Looker's answer that there is no such user. */
  readonly status?: 404
}

function unknown({ url }: WireRequest, { what, external, hint, status }: Unknown): AuthError {
  const message = `No user of Looker ${what} the ${shownId(external)}.`
  return new AuthError('unknown_user', { message, baseUrl: baseUrlIn(url), hint, status })
}

function createHint({ type }: ExternalId): string {
  const orCreate = type === 'embed' ? ', or give create: true, so that the embed user is made first' : ''
  return `Check the id${orCreate}. Looker also answers so if the API key is not an admin's.`
}

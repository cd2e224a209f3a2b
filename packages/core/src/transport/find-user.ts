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
} from '../protocol/external-user.js'
import type { WireAnswer, WireRequest } from '../protocol/wire.js'
import type { AuthCalls, CallOptions } from './auth-calls.js'
import { exchange } from './exchange.js'
import { withRetry } from './retry.js'

/**
 * Looker's own id of the user whom another system knows by that id, with an admin's token.
 *
 * @throws AuthError `unknown_user` where there is none, several, or a disabled one; `token_rejected` of the admin's token; as `loginUser()`.
 */
export async function findUser(
  calls: AuthCalls,
  adminToken: string,
  { external, create }: CheckedExternalUser,
  options: Pick<CallOptions, 'signal' | 'stopSignal'>,
): Promise<string> {
  const find = buildFindUser(calls.target, adminToken, external)
  const found = await readUser(calls, find, external, options)
  if (found !== undefined) return found
  if (!create) throw unknown(find, `has the ${external.type} id`, external, createHint(external))
  const made = await readUser(
    calls,
    buildCreateEmbedUser(calls.target, adminToken, external.id),
    external,
    options,
  )
  if (made !== undefined) return made
  throw unknown(
    find,
    'could be made with the embed id',
    external,
    'See whether this Looker allows embed users.',
  )
}

/** Undefined where Looker has no such user. */
function readUser(
  calls: AuthCalls,
  request: WireRequest,
  external: ExternalId,
  { signal, stopSignal }: Pick<CallOptions, 'signal' | 'stopSignal'>,
): Promise<string | undefined> {
  const attempt = async (): Promise<string | undefined> => {
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

/** The id of the one user in an answer; undefined where the answer shows none. */
function idOf({ json }: WireAnswer, request: WireRequest, external: ExternalId): string | undefined {
  const users: readonly unknown[] = Array.isArray(json) ? json : [json]
  if (users.length > 1)
    throw unknown(request, 'alone has the id', external, 'Several users have it: give the user id of Looker.')
  const [user] = users as readonly (
    | { readonly id?: unknown; readonly is_disabled?: unknown }
    | null
    | undefined
  )[]
  if (user?.is_disabled === true)
    throw unknown(
      request,
      'that is not disabled has the id',
      external,
      'Enable the user in Looker (Admin, Users).',
    )
  const id = user?.id
  if (Number.isSafeInteger(id)) return String(id)
  return typeof id === 'string' && id !== '' ? id : undefined
}

function unknown({ url }: WireRequest, what: string, { type, id }: ExternalId, hint: string): AuthError {
  return new AuthError('unknown_user', {
    message: `No user of Looker ${what} ${JSON.stringify(id)}.`,
    baseUrl: baseUrlIn(url),
    hint: `${hint} (${type}: ${JSON.stringify(id)})`,
  })
}

function createHint({ type }: ExternalId): string {
  if (type === 'embed')
    return 'Check the external user id, or give create: true, so that the embed user is made first.'
  return 'Check the id, and whether the admin may see the user.'
}

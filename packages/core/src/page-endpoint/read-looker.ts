import { AuthError } from '../errors/auth-error.js'
import { parseJson } from '../protocol/answers/access-token.js'
import { kindOfAnswer } from '../protocol/answers/answer-kind.js'
import { retryAfterMs } from '../protocol/answers/retry-after.js'
import { apiUrl } from '../protocol/wire.js'
import { Session } from '../session/session.js'
import { classifyFailure } from '../transport/classify-failure.js'
import { longestAnswerMs } from '../transport/exchange.js'
import { pageFailures } from '../transport/failure-table.js'
import { readTextWithin } from '../transport/read-text.js'

/** Many roles with all of Looker's permissions are a tenth of it. */
const mostBytes = 1024 * 1024

/** An answer of Looker's to the service account. */
export interface LookerAnswer {
  readonly status: number
  /** Undefined where it is no JSON, or too long. */
  readonly body: unknown
  /** Why Looker cannot say it just now, where that is what the answer means: `rate_limited`, `unavailable` or `not_looker_api`. */
  readonly trouble?: AuthError
}

/**
 * Asks Looker as the service account. The session's `timeoutMs` bounds the headers, and once more the body.
 *
 * @throws AuthError: what getting the service account's token throws; `network`, `timeout`, `tls`, ... where Looker was not reached.
 */
export async function readLooker(session: Session, path: string): Promise<LookerAnswer> {
  const { cache } = Session.insideOf(session)
  const { clock, transport, target } = cache.group.calls
  const withinMs = transport.timeoutMs || longestAnswerMs
  const failed = (error: unknown): never => {
    if (AuthError.is(error)) throw error
    const secrets = cache.cached === undefined ? [] : [cache.cached.accessToken]
    const request = { method: 'GET', url: apiUrl(target, path), headers: {}, secrets } as const
    throw classifyFailure(error, request, transport.failures ?? pageFailures)
  }
  const response = await session.fetch(path).catch(failed)
  const { text, tooLong } = await readTextWithin(response, mostBytes, clock, withinMs).catch(failed)
  const { status } = response
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
  const json = tooLong ? undefined : parseJson(text)
  const kind = kindOfAnswer({ status, contentType: header('content-type') ?? '', headers: {}, text, json })
  const code = kind in troubles ? troubles[kind as keyof typeof troubles] : undefined
  if (code === undefined) return { status, body: json }
  const wait = retryAfterMs({ retryAfter: header('retry-after'), date: header('date') }, clock.now())
  return { status, body: json, trouble: new AuthError(code, { status, retryAfterMs: wait }) }
}

const troubles = {
  rate_limited: 'rate_limited',
  server_error: 'unavailable',
  foreign: 'not_looker_api',
} as const

import { asAuthError } from '../../errors/as-auth-error.js'
import { AuthError } from '../../errors/auth-error.js'
import { parseJson } from '../../protocol/answers/access-token.js'
import { kindOfAnswer } from '../../protocol/answers/answer-kind.js'
import { troubleOf } from '../../protocol/answers/answer-table.js'
import { retryAfterMs } from '../../protocol/answers/retry-after.js'
import { apiUrl } from '../../protocol/wire.js'
import { classifyFailure } from '../../transport/classify-failure.js'
import { longestAnswerMs } from '../../transport/exchange.js'
import { pageFailures } from '../../transport/failure-table.js'
import { readTextWithin } from '../../transport/read-text.js'
import { timeoutReason } from '../../transport/with-timeout.js'
import { Session } from '../session.js'

/** Many roles with all of Looker's permissions are a tenth of it. */
const mostBytes = 1024 * 1024

/** An answer of Looker's. */
export interface LookerAnswer {
  readonly status: number
  /** Undefined where it is no JSON, or too long. */
  readonly body: unknown
  /** Why Looker cannot say it just now, where that is what the answer means: `rate_limited`, `unavailable` or `not_looker_api`. */
  readonly trouble?: AuthError
}

/** What a request may have beside its path. */
export interface AskedOfLooker {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** What must not show in an error, such as a token in the path. */
  readonly secrets?: readonly string[]
  /** Bounds all of it, the service account's login too, in milliseconds. Default: the session's `timeoutMs` bounds the headers, and once more the body. */
  readonly withinMs?: number
}

/**
 * Asks Looker as the session's identity.
 *
 * @throws AuthError: what getting its token throws; `network`, `timeout`, `tls`, ... where Looker was not reached.
 */
export async function readLooker(
  session: Session,
  path: string,
  asked: AskedOfLooker = {},
): Promise<LookerAnswer> {
  const { cache } = Session.insideOf(session)
  const { clock, transport, target } = cache.group.calls
  const { withinMs, secrets = [] } = asked
  const untilMs = clock.monotonic() + (withinMs ?? 0)
  const failed = (error: unknown): never => {
    if (AuthError.is(error)) throw asAuthError(error, error.code, { secrets })
    const all = cache.cached === undefined ? secrets : [cache.cached.accessToken, ...secrets]
    const request = { method: 'GET', url: apiUrl(target, path), headers: {}, secrets: all } as const
    throw classifyFailure(error, request, transport.failures ?? pageFailures)
  }
  const response = await send(session, path, asked).catch(failed)
  const bodyMs = withinMs === undefined ? transport.timeoutMs || longestAnswerMs : untilMs - clock.monotonic()
  const { text, tooLong } = await readTextWithin(response, mostBytes, clock, bodyMs).catch(failed)
  const { status } = response
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
  const json = tooLong ? undefined : parseJson(text)
  const kind = kindOfAnswer({ status, contentType: header('content-type') ?? '', headers: {}, text, json })
  const code = troubleOf(kind)
  if (code === undefined) return { status, body: json }
  const wait = retryAfterMs({ retryAfter: header('retry-after'), date: header('date') }, clock.now())
  return { status, body: json, trouble: new AuthError(code, { status, retryAfterMs: wait }) }
}

/** Until the headers are there. */
async function send(
  session: Session,
  path: string,
  { method = 'GET', headers, body, withinMs }: AskedOfLooker,
): Promise<Response> {
  const json = body !== undefined && { 'content-type': 'application/json' }
  const init = {
    method,
    headers: { ...headers, ...json },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  if (withinMs === undefined) return session.fetch(path, init)
  const { clock } = Session.insideOf(session).cache.group.calls
  const tooLate = new AbortController()
  const cancel = clock.setTimer(() => tooLate.abort(timeoutReason(withinMs)), withinMs)
  try {
    return await session.fetch(path, { ...init, timeoutMs: withinMs, signal: tooLate.signal })
  } finally {
    cancel()
  }
}

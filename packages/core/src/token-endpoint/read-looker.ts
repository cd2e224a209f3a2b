import { parseJson } from '../protocol/answers/access-token.js'
import { retryAfterMs } from '../protocol/answers/retry-after.js'
import { Session } from '../session/session.js'
import { longestAnswerMs } from '../transport/exchange.js'
import { readTextWithin } from '../transport/read-text.js'

/** Many roles with all of Looker's permissions are a tenth of it. */
const mostBytes = 1024 * 1024

/** An answer of Looker's to the service account. */
export interface LookerAnswer {
  readonly status: number
  /** Undefined where it is no JSON, too long, or did not arrive whole and in time. */
  readonly body: unknown
  readonly retryAfterMs: number | undefined
}

/** Asks Looker as the service account. The session's `timeoutMs` bounds the headers, and once more the body. */
export async function readLooker(session: Session, path: string): Promise<LookerAnswer> {
  const { clock, transport } = Session.insideOf(session).cache.group.calls
  const response = await session.fetch(path)
  const withinMs = transport.timeoutMs || longestAnswerMs
  const { text, tooLong } = await readTextWithin(response, mostBytes, clock, withinMs).catch(() => nothing)
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
  return {
    status: response.status,
    body: tooLong ? undefined : parseJson(text),
    retryAfterMs: retryAfterMs({ retryAfter: header('retry-after'), date: header('date') }, clock.now()),
  }
}

const nothing = { text: '', tooLong: false }

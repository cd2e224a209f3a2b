import { AuthError } from '../../errors/auth-error.js'
import { onOneLine, redact } from '../../errors/redact.js'
import { type AskedOfLooker, type LookerAnswer, readLooker } from '../../page-endpoint/read-looker.js'
import { Session } from '../../session/session.js'
import { withRetry } from '../../transport/retry.js'
import { type Acquired, acquiredIn, generatedIn, type PageTokens } from './tokens.js'

const path = '/embed/cookieless_session'

/** One try may take no longer, in milliseconds: another one may find a server that answers. */
const longestTryMs = 10_000

/** Looker's answers that mean that a session has ended, or was made with other credentials. */
const gone: ReadonlySet<number> = new Set([400, 404])

/** The tokens that a page presents for new ones. Names of the wire. */
export interface TokenPair {
  readonly api_token: string
  readonly navigation_token: string
}

/** Looker's cookieless embed sessions, each call within a bound of time. */
export class EmbedCalls {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /**
   * Makes an embed session, or joins the one of the reference; undefined where that cannot be joined.
   *
   * @throws AuthError.
   */
  acquire(
    definition: Readonly<Record<string, unknown>>,
    userAgent: string | undefined,
    deadline: Deadline,
    reference?: string,
  ): Promise<Acquired | undefined> {
    const secrets = reference === undefined ? [] : [reference]
    const body = { ...definition, ...(reference !== undefined && { session_reference_token: reference }) }
    const asked = { method: 'POST', headers: withAgent(userAgent), body, secrets } as const
    return deadline.retry(async withinMs => {
      const answer = await this.#ask(`${path}/acquire`, { ...asked, withinMs })
      if (reference !== undefined && gone.has(answer.status)) return undefined
      return acquiredIn(bodyOf(answer, `POST ${path}/acquire`, secrets, hint), answer.status)
    })
  }

  /**
   * New tokens for those of a page; undefined where the embed session has ended.
   *
   * @throws AuthError.
   */
  generate(
    reference: string,
    { api_token, navigation_token }: TokenPair,
    userAgent: string | undefined,
    deadline: Deadline,
  ): Promise<PageTokens | undefined> {
    const secrets = [reference, api_token, navigation_token]
    const body = { session_reference_token: reference, api_token, navigation_token }
    const asked = { method: 'PUT', headers: withAgent(userAgent), body, secrets } as const
    return deadline.retry(async withinMs => {
      const answer = await this.#ask(`${path}/generate_tokens`, { ...asked, withinMs })
      if (gone.has(answer.status)) return undefined
      return generatedIn(bodyOf(answer, `PUT ${path}/generate_tokens`, secrets, hint), answer.status)
    })
  }

  /**
   * Ends an embed session. False where Looker does not know it.
   *
   * @throws AuthError.
   */
  end(reference: string, deadline: Deadline): Promise<boolean> {
    const secrets = [reference]
    return deadline.retry(async withinMs => {
      const one = `${path}/${encodeURIComponent(reference)}`
      const answer = await this.#ask(one, { method: 'DELETE', secrets, withinMs })
      if (gone.has(answer.status)) return false
      bodyOf(answer, `DELETE ${path}/{session_reference_token}`, secrets, hint)
      return true
    })
  }

  /** Bounds calls that belong together. */
  deadline(boundMs: number): Deadline {
    return new Deadline(this.#session, boundMs)
  }

  async #ask(path: string, asked: AskedOfLooker): Promise<LookerAnswer> {
    const answer = await readLooker(this.#session, path, asked)
    if (answer.trouble !== undefined) throw answer.trouble
    return answer
  }
}

/** A moment after which nothing is tried any more. */
export class Deadline {
  readonly #session: Session
  readonly #untilMs: number

  constructor(session: Session, boundMs: number) {
    this.#session = session
    this.#untilMs = this.#calls.clock.monotonic() + boundMs
  }

  /**
   * Tries until the deadline what may succeed later: Looker asks for fewer requests, does not answer, or cannot be reached.
   *
   * @param attempt Gets the milliseconds that it may take.
   * @throws the last error.
   */
  retry<T>(attempt: (withinMs: number) => Promise<T>): Promise<T> {
    const { clock, retry } = this.#calls
    const leftMs = (): number => Math.max(1, this.#untilMs - clock.monotonic())
    const policy = { attempts: mostTries, baseDelayMs: retry.baseDelayMs, boundMs: leftMs() }
    return withRetry(() => attempt(Math.min(leftMs(), longestTryMs)), policy, this.#calls)
  }

  get #calls() {
    return Session.insideOf(this.#session).cache.group.calls
  }
}

/** With the waits between them, the deadline comes first. */
const mostTries = 20

function withAgent(userAgent: string | undefined): Record<string, string> {
  return userAgent === undefined ? {} : { 'user-agent': userAgent }
}

/** @throws AuthError where it is the answer of no success. */
export function bodyOf(
  { status, body }: LookerAnswer,
  operation: string,
  secrets: readonly string[],
  hint: string,
): unknown {
  if (status >= 200 && status < 300) return body
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined
  throw new AuthError(status === 401 ? 'token_rejected' : 'request_refused', {
    status,
    message: `Looker refused ${operation}.`,
    serverMessage: typeof message === 'string' ? onOneLine(redact(message, secrets)) : undefined,
    hint,
  })
}

const hint =
  'Check in Looker that embedding is on (Admin, Embed) and lets embedDomain embed, that the service account is an admin, and that the user that embedUserFor names has permissions and models that exist.'

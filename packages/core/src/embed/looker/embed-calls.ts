import { AuthError } from '../../errors/auth-error.js'
import { onOneLine, redact } from '../../errors/redact.js'
import { type LookerAnswer, readLooker } from '../../session/fetch/read-looker.js'
import type { Session } from '../../session/session.js'
import { mayPass } from '../../transport/retry.js'
import { Deadline } from './deadline.js'
import { type Acquired, acquiredIn, generatedIn, type PageTokens, referenceIn } from './tokens.js'

const path = '/embed/cookieless_session'

/** Ending one session may take no longer, in milliseconds. */
const longestEndingMs = 10_000

/** The tokens that a page presents for new ones. Names of the wire. */
export interface TokenPair {
  readonly api_token: string
  readonly navigation_token: string
}

/** Looker's cookieless embed sessions, each call within a bound of time. */
export class EmbedCalls {
  readonly #session: Session
  readonly #report: (error: unknown) => void

  /** @param report Hears of sessions that could not be ended. */
  constructor(session: Session, report: (error: unknown) => void) {
    this.#session = session
    this.#report = report
  }

  /**
   * Makes an embed session, or joins the one of the reference; undefined where that cannot be joined.
   *
   * @param wire What Looker is told of the user.
   * @throws AuthError.
   */
  acquire(
    wire: Readonly<Record<string, unknown>>,
    userAgent: string | undefined,
    deadline: Deadline,
    reference?: string,
  ): Promise<Acquired | undefined> {
    const secrets = reference === undefined ? [] : [reference]
    const body = { ...wire, ...(reference !== undefined && { session_reference_token: reference }) }
    const asked = { method: 'POST', headers: withAgent(userAgent), body, secrets } as const
    return deadline.retry(async withinMs => {
      const answer = await readLooker(this.#session, `${path}/acquire`, { ...asked, withinMs })
      if (reference !== undefined && isOver(answer)) return undefined
      const said = bodyOf(answer, `POST ${path}/acquire`, secrets, hint)
      try {
        return acquiredIn(said, answer.status, reference)
      } catch (error) {
        const made = referenceIn(said)
        if (made !== undefined && made !== reference) await this.discard(made)
        throw error
      }
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
      const answer = await readLooker(this.#session, `${path}/generate_tokens`, { ...asked, withinMs })
      if (isOver(answer)) return undefined
      return generatedIn(bodyOf(answer, `PUT ${path}/generate_tokens`, secrets, hint), answer.status)
    }, mayPassOrIsNoAnswer)
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
      const answer = await readLooker(this.#session, one, { method: 'DELETE', secrets, withinMs })
      if (isUnknown(answer)) return false
      bodyOf(answer, `DELETE ${path}/{session_reference_token}`, secrets, hint)
      return true
    })
  }

  /** Ends a session that no record knows, so that no sign-out would end it. */
  async discard(reference: string): Promise<void> {
    await this.end(reference, this.deadline(longestEndingMs)).catch(this.#report)
  }

  /** Bounds calls that belong together. */
  deadline(boundMs = longestEndingMs): Deadline {
    return new Deadline(this.#session, boundMs)
  }
}

/** Whether Looker knows no such session. A 404 without JSON is of a proxy. */
function isUnknown({ status, body }: LookerAnswer): boolean {
  return status === 410 || (status === 404 && typeof body === 'object' && body !== null)
}

/** Whether a session has ended, or was made with other credentials. */
function isOver(answer: LookerAnswer): boolean {
  return answer.status === 400 || isUnknown(answer)
}

/** A proxy may answer for Looker for a while. */
function mayPassOrIsNoAnswer(error: AuthError): boolean {
  return mayPass(error) || error.code === 'malformed_response' || error.code === 'not_looker_api'
}

function withAgent(userAgent: string | undefined): Record<string, string> {
  return userAgent === undefined ? {} : { 'user-agent': userAgent }
}

/** @throws AuthError where it is the answer of no success. */
export function bodyOf(
  { status, body, trouble }: LookerAnswer,
  operation: string,
  secrets: readonly string[],
  hint: string,
): unknown {
  if (trouble !== undefined) throw trouble
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

import { AuthError } from '../../errors/auth-error.js'
import { longestSession } from '../user/embed-user.js'

/** The tokens that embedded content works with. Names of the wire. */
export interface PageTokens {
  readonly api_token: string
  readonly api_token_ttl: number
  readonly navigation_token: string
  readonly navigation_token_ttl: number
  /** Seconds until the embed session ends; 0 when it has ended. */
  readonly session_reference_token_ttl: number
}

/** The tokens of an embed session that begins in a page. */
export interface AcquiredTokens extends PageTokens {
  readonly authentication_token: string
  readonly authentication_token_ttl: number
}

/** A secret that stays on the server, and the tokens for the page. */
export interface Acquired {
  readonly reference: string
  readonly tokens: AcquiredTokens
}

/** The secret of an embed session in an answer of `acquire`, whatever else is in it. */
export function referenceIn(body: unknown): string | undefined {
  const { session_reference_token: found } = fieldsOf(body)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/**
 * Exactly what a page may have of the answer of `acquire`; undefined where the session that was to be joined has ended.
 *
 * @param joining The reference of that session, which Looker need not send again. Undefined: one was made.
 * @throws AuthError `malformed_response`.
 */
export function acquiredIn(body: unknown, status: number, joining?: string): Acquired | undefined {
  const read = reader(body, 'acquire', status)
  if (read.ttl('session_reference_token_ttl') === 0) {
    if (joining !== undefined) return undefined
    throw read.malformed('session_reference_token_ttl', 'above 0: the session that it made has ended')
  }
  const isLeftOut = joining !== undefined && !read.has('session_reference_token')
  const reference = isLeftOut ? joining : read.text('session_reference_token')
  const authentication_token = read.text('authentication_token')
  const authentication_token_ttl = read.ttl('authentication_token_ttl')
  return { reference, tokens: { authentication_token, authentication_token_ttl, ...pageTokens(read) } }
}

/**
 * The same of `generate_tokens`.
 *
 * @throws AuthError `malformed_response`.
 */
export function generatedIn(body: unknown, status: number): PageTokens | undefined {
  const read = reader(body, 'generate_tokens', status)
  return read.ttl('session_reference_token_ttl') === 0 ? undefined : pageTokens(read)
}

function pageTokens(read: Reader): PageTokens {
  return {
    navigation_token: read.text('navigation_token'),
    navigation_token_ttl: read.ttl('navigation_token_ttl'),
    api_token: read.text('api_token'),
    api_token_ttl: read.ttl('api_token_ttl'),
    session_reference_token_ttl: read.ttl('session_reference_token_ttl'),
  }
}

interface Reader {
  malformed(name: string, what: string): AuthError
  has(name: string): boolean
  text(name: string): string
  /** Seconds. */
  ttl(name: string): number
}

function reader(body: unknown, operation: string, status: number): Reader {
  const fields = fieldsOf(body)
  const malformed = (name: string, what: string): AuthError =>
    new AuthError('malformed_response', {
      status,
      message: `Looker's answer to ${operation} of a cookieless embed session has no ${name} that is ${what}.`,
    })
  return {
    malformed,
    has: name => fields[name] !== undefined && fields[name] !== null,
    text(name) {
      const value = fields[name]
      if (typeof value !== 'string' || value === '') throw malformed(name, 'a text')
      return value
    },
    ttl(name) {
      const value = fields[name]
      if (typeof value !== 'number' || !(value >= 0 && value <= longestSession))
        throw malformed(name, `a number from 0 to ${longestSession}`)
      return value
    },
  }
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

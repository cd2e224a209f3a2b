import { sentencesOf, showStack } from '#sentences'
import { type AuthErrorCode, retryableCodes } from './error-codes.js'
import { causeAsData } from './redact.js'

const brand = Symbol.for('@looker-auth/AuthError')

/** What an {@link AuthError} may tell beside its code. */
export interface AuthErrorDetails {
  /** Replaces the code's own sentence. */
  readonly message?: string | undefined
  /** Replaces the code's own next step. */
  readonly hint?: string | undefined
  /** HTTP status of the answer, where there was one. */
  readonly status?: number | undefined
  /** The server's own message, where there was one; secrets are already taken out. */
  readonly serverMessage?: string | undefined
  /** Replaces the code's own answer to "may the same call succeed later without a change?". */
  readonly retryable?: boolean | undefined
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** The base URL that the request went to, where it is known. */
  readonly baseUrl?: string | undefined
  /** The error underneath; secrets are already taken out. */
  readonly cause?: unknown
}

/**
 * The one error that getting, renewing or ending a token throws. It never holds a secret.
 *
 * @example
 * ```ts
 * try {
 *   await api.login()
 * } catch (error) {
 *   if (AuthError.is(error) && error.code === 'bad_credentials') console.error(error.hint)
 * }
 * ```
 */
export class AuthError extends Error {
  override readonly name = 'AuthError'
  /** The stable code; see `errorTable`. */
  readonly code: AuthErrorCode
  /** HTTP status of the answer, where there was one. */
  declare readonly status?: number
  /** The server's own message, where there was one. */
  declare readonly serverMessage?: string
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean
  /** How long to wait before the next try, in milliseconds, where it is known. */
  declare readonly retryAfterMs?: number
  /** The base URL that the request went to, where it is known. */
  declare readonly baseUrl?: string
  /** The next step: one sentence. */
  readonly hint: string

  constructor(code: AuthErrorCode, details: AuthErrorDetails = {}) {
    const usual = sentencesOf(code)
    const hint = details.hint ?? usual.hint
    super(sentence(details.message ?? usual.message, details, hint), causeOf(details))
    this.code = code
    this.retryable = details.retryable ?? retryableCodes[code]
    this.hint = hint
    if (details.status !== undefined) this.status = details.status
    if (details.serverMessage !== undefined) this.serverMessage = details.serverMessage
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs
    if (details.baseUrl !== undefined) this.baseUrl = details.baseUrl
    Object.defineProperty(this, brand, { value: true })
    const baseUrl = details.baseUrl === undefined ? '' : `\n    base URL: ${details.baseUrl}`
    showStack(this, `AuthError [${code}]: ${this.message}${baseUrl}`)
  }

  /** Whether `value` is an AuthError, also one of another copy of this package. */
  static is(value: unknown): value is AuthError {
    return typeof value === 'object' && value !== null && brand in value
  }

  /** What a log should keep: everything but the stack; of the cause its name, message and code. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, status, serverMessage, retryable, retryAfterMs, hint, baseUrl } = this
    const cause = causeAsData(this.cause)
    return { name, code, message, status, serverMessage, retryable, retryAfterMs, hint, baseUrl, cause }
  }
}

function sentence(message: string, { status, serverMessage }: AuthErrorDetails, hint: string): string {
  const answer = [
    status === undefined ? '' : `HTTP ${status}`,
    serverMessage ? JSON.stringify(serverMessage) : '',
  ]
  const shown = answer.filter(part => part !== '').join(' ')
  return `${message}${shown === '' ? '' : ` (${shown})`} ${hint}`
}

function causeOf({ cause }: AuthErrorDetails): ErrorOptions | undefined {
  return cause === undefined ? undefined : { cause }
}

import { asAuthError } from '../errors/as-auth-error.js'
import { AuthError } from '../errors/auth-error.js'
import { redactError } from '../errors/redact.js'
import { baseUrlIn } from '../protocol/base-url.js'
import type { WireRequest } from '../protocol/wire.js'
import type { FailureRow } from './failure-table.js'

const deepestCause = 5

/** The typed error for a fetch that failed before, or while, the answer came. */
export function classifyFailure(
  error: unknown,
  { url, secrets }: WireRequest,
  table: readonly FailureRow[],
): AuthError {
  if (AuthError.is(error)) return ofOwnFetch(error, secrets)
  const signs = signsOf(error)
  const text = signs.messages.join('\n')
  const row = table.find(
    ({ codes, codesFrom, text: pattern }) =>
      codes.some(code => signs.codes.has(code)) ||
      (codesFrom !== undefined && [...signs.codes].some(code => code.startsWith(codesFrom))) ||
      (signs.codes.size === 0 && pattern?.test(text)),
  )
  const meaning = row?.meaning ?? 'network'
  const hint = row?.hint ?? (meaning === 'network' ? (explanationOf(error) ?? brokenOff(url)) : undefined)
  return new AuthError(meaning, {
    hint,
    retryable: row?.retryable,
    baseUrl: baseUrlIn(url),
    cause: redactError(error, secrets),
  })
}

/** Codes of a request that failed. Others are about an identity: that of the session whose `fetch` was given. */
const ofRequests: ReadonlySet<string> = new Set(['configuration', 'network', 'timeout', 'tls', 'unavailable'])

/** nodeFetch() throws `configuration` for a wrong setting; a fetch that was given may be that of another session. */
function ofOwnFetch(error: AuthError, secrets: readonly string[]): AuthError {
  if (ofRequests.has(error.code)) return asAuthError(error, error.code, { secrets })
  return new AuthError('configuration', {
    message: `The given fetch failed with ${error.code}.`,
    hint: 'See the cause.',
    cause: redactError(error, secrets),
  })
}

/** What an adapter's fetch has found out of the platform's error. */
function explanationOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return AuthError.is(cause) && cause.code === 'network' ? cause.hint : undefined
}

function brokenOff(url: string): string {
  const scheme = url.startsWith('http:')
    ? ' If the server speaks TLS at this port, write https: in base_url.'
    : ''
  return `The connection could not be made, or broke off: check host and port in base_url, firewall and proxy.${scheme}`
}

interface Signs {
  readonly codes: ReadonlySet<string>
  readonly messages: readonly string[]
}

/** Codes, names and messages of an error, its causes and its parts. */
function signsOf(error: unknown): Signs {
  const codes = new Set<string>()
  const messages: string[] = []
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > deepestCause) return
    const { code, name, message, cause, errors } = value as Record<string, unknown>
    if (typeof code === 'string') codes.add(code)
    if (typeof name === 'string' && !plainNames.has(name)) codes.add(name)
    if (typeof message === 'string') messages.push(message)
    visit(cause, depth + 1)
    if (Array.isArray(errors)) for (const part of errors) visit(part, depth + 1)
  }
  visit(error, 0)
  return { codes, messages }
}

/** Names that say nothing of what went wrong. */
const plainNames: ReadonlySet<string> = new Set([
  'Error',
  'TypeError',
  'FetchError',
  'AggregateError',
  'DOMException',
])

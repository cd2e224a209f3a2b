import { sentencesOf } from '#sentences'
import { AuthError } from '../../errors/auth-error.js'
import type { AuthErrorCode } from '../../errors/error-codes.js'
import { onOneLine, redact } from '../../errors/redact.js'
import { baseUrlIn } from '../base-url.js'
import { refusedKeyAdvice } from '../credentials.js'
import type { Credentials, WireAnswer } from '../wire.js'
import { readAccessToken } from './access-token.js'
import { type AnswerKind, serverMessage } from './answer-kind.js'
import { retryAfterMs } from './retry-after.js'

const longestServerMessage = 300

/** Beside the answer: what a parse function needs to tell the truth about it. */
export interface AnswerContext {
  /** What the request held and no error may show. */
  readonly secrets: readonly string[]
  /** Wall clock in milliseconds, for a Retry-After date. */
  readonly nowMs: number
  /** Where the request went. */
  readonly url: string
  /** The API key of a login. */
  readonly credentials?: Credentials
  /** The user that login_user asked for. */
  readonly userId?: string
}

/** The error for an answer whose meaning is `code`, with the hint that is true for what was seen. */
export function answerError(
  code: AuthErrorCode,
  kind: AnswerKind,
  answer: WireAnswer,
  context: AnswerContext,
): AuthError {
  const { secrets, nowMs } = context
  const said = onOneLine(redact(serverMessage(answer), secrets)).slice(0, longestServerMessage)
  const wait = retryAfterMs(answer, nowMs)
  return new AuthError(code, {
    status: answer.status === 0 ? undefined : answer.status,
    serverMessage: said === '' ? undefined : said,
    baseUrl: baseUrlIn(context.url),
    ...(wait !== undefined && (code === 'rate_limited' || code === 'unavailable') && { retryAfterMs: wait }),
    ...particulars(code, kind, answer, context),
  })
}

/** Message and hint where the code's own are too general for what was seen. */
function particulars(
  code: AuthErrorCode,
  kind: AnswerKind,
  answer: WireAnswer,
  { secrets, url, credentials, userId }: AnswerContext,
): { message?: string; hint?: string } {
  if (kind === 'redirect') return redirectWords(answer, secrets, url)
  if (code === 'bad_credentials' && credentials !== undefined)
    return {
      hint: `${sentencesOf('bad_credentials').hint} ${refusedKeyAdvice(credentials, baseUrlIn(url) ?? url)}`,
    }
  if (code === 'unknown_user' && userId !== undefined) {
    const byEmail = userId.includes('@') ? ' An e-mail address is given as as({ email }).' : ''
    return { hint: unknownUserHint(userId, secrets) + byEmail }
  }
  if (code === 'configuration') return unauthenticatedLogin
  if (code === 'not_looker_api' && kind !== 'foreign') return forbiddenLogin
  if (code === 'malformed_response')
    return { message: `The answer is not what the Looker API sends: ${flawOf(answer)}.` }
  if (kind === 'invalid' && serverMessage(answer) === '') return { hint: noReason + otherAddress(url) }
  const address = otherAddress(url)
  return code === 'not_looker_api' && address !== ''
    ? { hint: sentencesOf('not_looker_api').hint + address }
    : {}
}

/** The next step where Looker does not know a user. It names the id, because the caller may have computed it. */
export function unknownUserHint(userId: string, secrets: readonly string[] = []): string {
  return `${sentencesOf('unknown_user').hint} The id of this request was ${redact(onOneLine(JSON.stringify(userId)), secrets)}.`
}

const noReason =
  'The server gave no reason as Looker does: check host and port in base_url, and what stands in between.'

/** What of the address is unusual for Looker, as further advice. */
function otherAddress(url: string): string {
  const { protocol, pathname } = new URL(url)
  const path = pathname.slice(0, pathname.lastIndexOf('/api/'))
  const tls = protocol === 'http:' ? ' If the server speaks TLS at this port, write https: in base_url.' : ''
  return path === ''
    ? tls
    : `${tls} Looker has no path of its own: leave ${JSON.stringify(path)} out unless a gateway needs it.`
}

const unauthenticatedLogin = {
  message: 'Looker asked the login itself for a token: it did not take the address for that of its login.',
  hint: 'Check base_url: https rather than http, the API port (19999 on older hosts, 443 on newer ones), no slash at the end and no path of its own.',
}

const forbiddenLogin = {
  message: 'The server that answered is not the Looker API: it forbids the login.',
  hint: 'Check that base_url names the host and port of Looker, without /api/{version} (it is added to base_url), and that no gateway stands in between.',
}

function redirectWords(
  { location }: WireAnswer,
  secrets: readonly string[],
  url: string,
): { message: string; hint: string } {
  const to = location === undefined ? '' : ` to ${redact(bareAddress(location, url), secrets)}`
  return {
    message: `The server sent the request on${to}; credentials and tokens do not follow.`,
    hint: 'Set base_url to the address where the API itself answers (often https instead of http, or another host or port).',
  }
}

/** Without user info, parameters, query and fragment, where servers like to repeat what they were sent. */
function bareAddress(location: string, base: string): string {
  if (!URL.canParse(location, base)) return 'another address'
  const { origin, pathname } = new URL(location, base)
  return `${origin}${pathname.split(';', 1)[0]}`.slice(0, longestServerMessage)
}

function flawOf(answer: WireAnswer): string {
  const { flaw, status } = answer
  if (flaw === 'too_long') return 'the body is too long'
  if (status < 200 || status > 299) return `its status is ${status}`
  const token = readAccessToken(answer)
  return 'flaw' in token ? token.flaw : `it has the status ${status}`
}

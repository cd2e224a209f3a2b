import type { WireAnswer } from '../wire.js'
import { readAccessToken } from './access-token.js'

/** The rows of the table "what an answer means" (answer-table.ts), by what an answer looks like. */
export type AnswerKind =
  | 'access_token'
  | 'success_without_token'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'cloud_core_unsupported'
  | 'not_found'
  | 'foreign'
  | 'version_removed'
  | 'rate_limited'
  | 'server_error'
  | 'redirect'
  | 'unexpected'

interface Look {
  readonly status: number
  readonly html: boolean
  readonly json: boolean
  readonly message: string
}

/** 0 is what browsers show of a redirect that is not followed. */
const redirects: ReadonlySet<number> = new Set([0, 301, 302, 303, 307, 308])

/** Tried from the top; the first test that holds names the kind. */
const tests: readonly (readonly [AnswerKind, (look: Look) => boolean])[] = [
  ['redirect', ({ status }) => redirects.has(status)],
  [
    'version_removed',
    ({ status, message }) => status >= 400 && /^API 3\.x requests are prohibited/.test(message),
  ],
  ['rate_limited', ({ status }) => status === 429],
  ['server_error', ({ status }) => status >= 500],
  ['foreign', ({ html }) => html],
  ['invalid', ({ status }) => status === 400 || status === 422],
  ['unauthenticated', ({ status, json }) => status === 401 && json],
  ['foreign', ({ status }) => status === 401],
  [
    'cloud_core_unsupported',
    ({ status, message }) => status === 403 && /Looker \(Google Cloud core\)/.test(message),
  ],
  ['forbidden', ({ status }) => status === 403],
  ['not_found', ({ status, message }) => status === 404 && message === 'Not found'],
  ['foreign', ({ status }) => status === 404],
]

/** What kind of answer this is. */
export function kindOfAnswer(answer: WireAnswer): AnswerKind {
  const look = lookAt(answer)
  const found = tests.find(([, holds]) => holds(look))
  if (found !== undefined) return found[0]
  if (look.status < 200 || look.status > 299) return 'unexpected'
  return look.status === 200 && answer.flaw === undefined && !('flaw' in readAccessToken(answer))
    ? 'access_token'
    : 'success_without_token'
}

function lookAt({ status, contentType, text, json: body }: WireAnswer): Look {
  const json = typeof body === 'object' && body !== null
  const html = /\bhtml\b/i.test(contentType) || (!json && /^\s*<(!doctype|html|head|body)\b/i.test(text))
  return { status, html, json, message: messageIn(body) }
}

/** The server's own message: `message` of Looker's error body, or ''. */
export function serverMessage({ json }: WireAnswer): string {
  return messageIn(json)
}

function messageIn(body: unknown): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined
  return typeof message === 'string' ? message.trim() : ''
}

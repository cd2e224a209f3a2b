import type { AuthError } from '../../errors/auth-error.js'
import type { AuthErrorCode } from '../../errors/error-codes.js'
import type { WireAnswer } from '../wire.js'
import { type AccessToken, readAccessToken } from './access-token.js'
import { type AnswerContext, answerError } from './answer-error.js'
import { kindOfAnswer } from './answer-kind.js'
import { answerTable } from './answer-table.js'

/** What became of a request for a token. */
export type GrantOutcome =
  | { readonly kind: 'granted'; readonly token: AccessToken }
  | { readonly kind: 'failed'; readonly error: AuthError }

/** What became of ending a token. `reported`: nothing more to do, but the server did not say that the token is dead. */
export type LogoutOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'reported'; readonly error: AuthError }
  | { readonly kind: 'failed'; readonly error: AuthError }

/** What login's answer means. */
export function parseLogin(answer: WireAnswer, context: AnswerContext): GrantOutcome {
  return parseGrant('login', answer, context)
}

/** What login_user's answer means. `token_rejected` speaks of the admin's token. */
export function parseLoginUser(answer: WireAnswer, context: AnswerContext): GrantOutcome {
  return parseGrant('login_user', answer, context)
}

/** What logout's answer means. */
export function parseLogout(answer: WireAnswer, context: AnswerContext): LogoutOutcome {
  const kind = kindOfAnswer(answer)
  const meaning = answerTable[kind].logout
  if (meaning === 'done') return { kind: 'done' }
  const reported = meaning.startsWith('reported:')
  const code = meaning.replace('reported:', '') as AuthErrorCode
  return { kind: reported ? 'reported' : 'failed', error: answerError(code, kind, answer, context) }
}

function parseGrant(
  operation: 'login' | 'login_user',
  answer: WireAnswer,
  context: AnswerContext,
): GrantOutcome {
  const kind = kindOfAnswer(answer)
  const meaning = answerTable[kind][operation]
  const token = readAccessToken(answer)
  if (meaning === 'granted' && !('flaw' in token)) return { kind: 'granted', token }
  const code = meaning === 'granted' ? 'malformed_response' : meaning
  return { kind: 'failed', error: answerError(code, kind, answer, context) }
}

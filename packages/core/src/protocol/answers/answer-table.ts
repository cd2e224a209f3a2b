import type { AuthErrorCode } from '../../errors/error-codes.js'
import type { Operation } from '../endpoints.js'
import type { AnswerKind } from './answer-kind.js'

/** `granted`: a token. `done`: the token is dead. `reported`: done as far as we are concerned, but say so. */
export type Meaning = 'granted' | 'done' | `reported:${AuthErrorCode}` | AuthErrorCode

/** What each kind of answer means for each operation. */
export const answerTable = {
  access_token: { login: 'granted', login_user: 'granted', logout: 'done' },
  success_without_token: { login: 'malformed_response', login_user: 'malformed_response', logout: 'done' },
  invalid: { login: 'request_refused', login_user: 'request_refused', logout: 'reported:request_refused' },
  unauthenticated: { login: 'configuration', login_user: 'token_rejected', logout: 'done' },
  forbidden: { login: 'not_looker_api', login_user: 'sudo_refused', logout: 'reported:request_refused' },
  cloud_core_unsupported: {
    login: 'not_looker_api',
    login_user: 'sudo_unsupported',
    logout: 'reported:request_refused',
  },
  not_found: { login: 'bad_credentials', login_user: 'unknown_user', logout: 'done' },
  foreign: { login: 'not_looker_api', login_user: 'not_looker_api', logout: 'reported:not_looker_api' },
  version_removed: {
    login: 'api_version_removed',
    login_user: 'api_version_removed',
    logout: 'api_version_removed',
  },
  rate_limited: { login: 'rate_limited', login_user: 'rate_limited', logout: 'rate_limited' },
  server_error: { login: 'unavailable', login_user: 'unavailable', logout: 'unavailable' },
  redirect: { login: 'configuration', login_user: 'configuration', logout: 'configuration' },
  unexpected: {
    login: 'malformed_response',
    login_user: 'malformed_response',
    logout: 'reported:malformed_response',
  },
} as const satisfies Record<AnswerKind, Record<Operation, Meaning>>

/** What an answer means to any request, where it says nothing of what was asked. */
export function troubleOf(kind: AnswerKind): 'rate_limited' | 'unavailable' | 'not_looker_api' | undefined {
  return kind in troubles ? troubles[kind as keyof typeof troubles] : undefined
}

const troubles = {
  rate_limited: 'rate_limited',
  server_error: 'unavailable',
  foreign: 'not_looker_api',
} as const

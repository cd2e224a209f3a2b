import { AuthError, type AuthErrorCode } from '@looker-auth/node'
import { AnswerError } from '../request/answer-error.js'
import { type ExitName, exitCodes } from './exit-codes.js'
import { UsageError } from './usage-error.js'

const causes: Readonly<Record<AuthErrorCode, ExitName>> = {
  configuration: 'configuration',
  invalid_user_id: 'usage',
  bad_credentials: 'refused',
  unknown_user: 'refused',
  sudo_refused: 'refused',
  sudo_unsupported: 'refused',
  token_rejected: 'refused',
  request_refused: 'refused',
  malformed_response: 'other',
  not_looker_api: 'configuration',
  api_version_removed: 'configuration',
  rate_limited: 'unreachable',
  unavailable: 'unreachable',
  network: 'unreachable',
  tls: 'unreachable',
  timeout: 'unreachable',
  sign_in_required: 'refused',
  identity_changed: 'refused',
  user_not_allowed: 'refused',
  refresh_token_lost: 'refused',
  state_mismatch: 'refused',
  access_denied: 'refused',
  authorization_failed: 'refused',
  code_rejected: 'refused',
  foreign_origin: 'usage',
  signed_out: 'refused',
  closed: 'other',
  store_failed: 'configuration',
}

/** The exit code for what was thrown. */
export function exitCodeOf(error: unknown): number {
  if (AuthError.is(error)) return exitCodes[causes[error.code]].code
  if (error instanceof AnswerError) return exitCodes.http.code
  return exitCodes[error instanceof UsageError ? 'usage' : 'other'].code
}

import { AuthError, type AuthErrorCode } from '@looker-auth/node'
import { UsageError } from './usage-error.js'

/** What the exit code of the command says. */
export const exitCodes = {
  done: { code: 0, meaning: 'done' },
  other: { code: 1, meaning: 'another failure; also what `doctor` found' },
  usage: { code: 2, meaning: 'wrong arguments or options' },
  configuration: { code: 3, meaning: 'a setting is missing or wrong, or the store cannot be used' },
  refused: { code: 4, meaning: 'Looker refused: the credentials, the user, the sign-in' },
  unreachable: { code: 5, meaning: 'Looker cannot be reached, or did not answer in time' },
  http: { code: 22, meaning: '`fetch` got an answer of 400 or more' },
} as const

/** One of the {@link exitCodes}. */
export type ExitName = keyof typeof exitCodes

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

/** Ended by Ctrl-C, as shells count it. */
export const interrupted = 130

/** The exit code for what was thrown. */
export function exitCodeOf(error: unknown): number {
  if (AuthError.is(error)) return exitCodes[causes[error.code]].code
  return exitCodes[error instanceof UsageError ? 'usage' : 'other'].code
}

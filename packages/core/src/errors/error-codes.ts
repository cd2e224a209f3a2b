/** Every code an {@link AuthError} can carry, and whether the same call may succeed later without a change. The codes are stable. */
export const retryableCodes = {
  configuration: false,
  invalid_user_id: false,
  bad_credentials: false,
  unknown_user: false,
  sudo_refused: false,
  sudo_unsupported: false,
  token_rejected: false,
  request_refused: false,
  malformed_response: false,
  not_looker_api: false,
  api_version_removed: false,
  rate_limited: true,
  unavailable: true,
  network: true,
  tls: false,
  timeout: true,
  sign_in_required: false,
  identity_changed: false,
  user_not_allowed: false,
  refresh_token_lost: false,
  state_mismatch: false,
  access_denied: false,
  authorization_failed: false,
  code_rejected: false,
  foreign_origin: false,
  signed_out: false,
  closed: false,
  store_failed: true,
} as const

/** The stable codes of {@link AuthError}. */
export type AuthErrorCode = keyof typeof retryableCodes

/** Whether a text is one of the codes. */
export function isErrorCode(code: unknown): code is AuthErrorCode {
  return typeof code === 'string' && Object.hasOwn(retryableCodes, code)
}

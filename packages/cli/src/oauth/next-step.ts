import { AuthError, type AuthErrorCode } from '@looker-auth/node'

interface Sentences {
  readonly message?: string
  readonly hint: string
}

const again = 'Sign in again: looker-auth login --oauth.'

/** What these errors mean in this command; the session's own sentences are for programs. */
const sentences: Partial<Record<AuthErrorCode, Sentences>> = {
  sign_in_required: { message: 'No person is signed in here.', hint: 'Sign in: looker-auth login --oauth.' },
  refresh_token_lost: {
    message: 'The sign-in has ended: Looker does not accept its refresh token, which expired or was revoked.',
    hint: again,
  },
  signed_out: { message: 'This person was signed out meanwhile.', hint: again },
  identity_changed: {
    message: 'Another person has signed in here meanwhile.',
    hint: 'Run the command again.',
  },
  code_rejected: {
    message: 'Looker did not accept the code of the sign-in, which expired or was used before.',
    hint: again,
  },
  state_mismatch: { message: 'The answer to the sign-in is not one that Looker sends.', hint: again },
}

/**
 * An error of a person's session, with the command that is the next step.
 *
 * @param options Of the sign-in that it asks for, such as `--profile me`.
 */
export function withNextStep(error: unknown, options = ''): unknown {
  const own = AuthError.is(error) ? sentences[error.code] : undefined
  if (own === undefined || !AuthError.is(error)) return error
  const { code, status, serverMessage, retryable, baseUrl } = error
  const hint = own.hint.replace('login --oauth', ['login --oauth', options].filter(Boolean).join(' '))
  return new AuthError(code, { ...own, hint, status, serverMessage, retryable, baseUrl, cause: error })
}

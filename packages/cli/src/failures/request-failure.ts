import { AuthError } from '@looker-auth/node'

/** The failure of a request of the caller's own, which is fetch's own error, as an error with a code and a next step. */
export function requestFailure(error: unknown, baseUrl: string): unknown {
  if (!(error instanceof Error) || AuthError.is(error)) return error
  if (error.name === 'TimeoutError') return new AuthError('timeout', { baseUrl, cause: error })
  if (!(error instanceof TypeError)) return error
  if (error.cause === undefined) return redirectFailure(error, baseUrl) ?? error
  const { code } = error.cause as { readonly code?: unknown }
  const isTls = /CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(String(code))
  const reason = error.cause instanceof Error ? error.cause.message : String(code)
  return new AuthError(isTls ? 'tls' : 'network', {
    message: `The request failed: ${reason}.`,
    hint: 'Run: looker-auth doctor. It goes through settings and network step by step.',
    baseUrl,
    cause: error,
  })
}

/** Redirects that cannot be followed, such as those in a circle. The session reports them as fetch does: without a cause. */
function redirectFailure(error: TypeError, baseUrl: string): AuthError | undefined {
  const [, reason] = /^fetch failed: (.*redirect.*)$/.exec(error.message) ?? []
  if (reason === undefined) return undefined
  return new AuthError('network', {
    message: `The request failed: ${reason}.`,
    hint: 'Run the command again with --verbose, which shows where each redirect leads. A proxy before Looker may send them.',
    baseUrl,
    cause: error,
  })
}

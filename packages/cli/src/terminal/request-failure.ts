import { AuthError } from '@looker-auth/node'

/** The failure of a request of the caller's own, which is fetch's own error, as an error with a code and a next step. */
export function requestFailure(error: unknown, baseUrl: string): unknown {
  if (!(error instanceof Error) || AuthError.is(error)) return error
  if (error.name === 'TimeoutError') return new AuthError('timeout', { baseUrl, cause: error })
  if (!(error instanceof TypeError) || error.cause === undefined) return error
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

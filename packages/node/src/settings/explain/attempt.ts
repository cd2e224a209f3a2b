import { AuthError } from '@looker-auth/core'

/** What a check returns, or the error that it throws. */
export function attempt<T>(check: () => T): { readonly result?: T; readonly error?: AuthError } {
  try {
    return { result: check() }
  } catch (error) {
    if (AuthError.is(error)) return { error }
    throw error
  }
}

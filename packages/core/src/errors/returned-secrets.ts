import { asAuthError } from './as-auth-error.js'
import { AuthError } from './auth-error.js'
import { encodingsOf } from './encodings.js'

/** So many are remembered; a function that returns a new secret each time must not fill the memory. */
const mostRemembered = 8
/** A shorter text is no secret, and would be taken out of the middle of words. */
const shortestSecret = 6

/** The secrets that a function of the caller returned last. They are kept so that its later errors do not show them, and for nothing else. */
export class ReturnedSecrets {
  readonly #secrets = new Set<string>()

  remember(...secrets: readonly unknown[]): void {
    for (const secret of secrets) {
      if (typeof secret !== 'string' || secret.length < shortestSecret) continue
      this.#secrets.delete(secret)
      this.#secrets.add(secret)
    }
    for (const oldest of [...this.#secrets].slice(0, -mostRemembered)) this.#secrets.delete(oldest)
  }

  /** What the function threw, without these secrets: its own AuthError, else `configuration` with that message and what it threw as the cause. */
  failure(thrown: unknown, message: string): AuthError {
    return asAuthError(thrown, AuthError.is(thrown) ? thrown.code : 'configuration', {
      secrets: [...this.#secrets].flatMap(secret => [secret, ...encodingsOf(secret)]),
      message,
      hint: 'See the cause; it is the error that the function threw.',
    })
  }
}

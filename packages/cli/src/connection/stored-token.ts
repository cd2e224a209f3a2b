import { AuthError, type Fetch, type Session, type SessionEvent } from '@looker-auth/node'

/** How often another process may sign in meanwhile. */
const mostTries = 5

/**
 * A stored token that a session is to replace by a sign-in: the next request with it gets the answer that Looker gives to a
 * token that has ended, without being sent. The session then signs in with its credentials, and revokes the stored token.
 * If Looker refuses the credentials, the stored token stays.
 */
export class StoredToken {
  /** Where the session's token is from, which no sign-in of its own has replaced yet. */
  #isStored = false
  #isRejected = false

  /**
   * Signs in, and does work with the new token.
   *
   * @throws AuthError `unavailable` where another process signed in meanwhile, and its token was used.
   */
  async signInOver<T>(session: Session, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const end = session.onEvent(event => this.#see(event))
    try {
      for (let tries = 0; tries < mostTries; tries++) {
        await session.login({ signal })
        this.#isRejected = this.#isStored
        const result = await work()
        if (!this.#isStored) return result
      }
      throw new AuthError('unavailable', {
        message: 'Other processes signed in at the same moment, so Looker was not asked about this API key.',
        hint: 'Run the command again.',
      })
    } finally {
      end()
    }
  }

  wrap(fetch: Fetch): Fetch {
    return async (input, init) => {
      // A sign-in has no token.
      if (!this.#isRejected || !new Headers(init?.headers).has('authorization')) return fetch(input, init)
      this.#isRejected = false
      return Response.json({ message: 'The command replaces the stored token.' }, { status: 401 })
    }
  }

  #see(event: SessionEvent): void {
    if (event.type === 'granted' || event.type === 'renewed') this.#isStored = event.source === 'store'
  }
}

import type { Fetch, Session } from '@looker-auth/node'

/**
 * A stored token that a session is to replace by a sign-in: the next request with it gets the answer that Looker gives to a
 * token that has ended, without being sent. The session then signs in with its credentials, and revokes the stored token.
 * If Looker refuses the credentials, the stored token stays.
 */
export class StoredToken {
  #isRejected = false

  /** Signs in. A token that was found in the store is replaced by the next request of the session. */
  async signInOver(session: Session, signal: AbortSignal): Promise<void> {
    const end = session.onEvent(event => {
      if (event.type === 'granted') this.#isRejected = event.source === 'store'
    })
    await session.login({ signal }).finally(end)
  }

  wrap(fetch: Fetch): Fetch {
    return async (input, init) => {
      if (!this.#isRejected) return fetch(input, init)
      this.#isRejected = false
      return Response.json({ message: 'The command replaces the stored token.' }, { status: 401 })
    }
  }
}

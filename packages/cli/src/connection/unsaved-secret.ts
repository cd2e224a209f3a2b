import { randomUUID } from 'node:crypto'
import { AuthError, type Credentials, type Fetch } from '@looker-auth/node'

/**
 * An API key of which only the client id is known: the user gave the secret once, and it was not kept. It finds the stored token, and
 * it never goes to Looker.
 */
export class UnsavedSecret {
  readonly #standIn = randomUUID()
  readonly #options: string

  /** @param options Of the sign-in that is the next step. */
  constructor(options: string) {
    this.#options = options
  }

  credentials(clientId: string, origin: string): Credentials {
    return { clientId, clientSecret: this.#standIn, origin }
  }

  /** Refuses to send what stands in for the secret. */
  guard(fetch: Fetch): Fetch {
    return async (input, init) => {
      const sent = `${String(input)} ${String(init?.body ?? '')}`
      if (!sent.includes(this.#standIn)) return fetch(input, init)
      // As `configuration`, the only code of a missing key that a session passes on from its fetch.
      throw new AuthError('configuration', {
        message: 'No token is stored that is still valid, and the secret of the API key was not saved.',
        hint: `Run: looker-auth login${this.#options}. With --save-secret it keeps the secret.`,
      })
    }
  }
}

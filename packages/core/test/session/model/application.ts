import { createTokenEndpoint, type Session, type TokenEndpoint } from '../product.js'
import { applicationUserId } from './fake-looker.js'
import type { Ask } from './issued.js'

/** An application whose user is signed in to it in several of its sessions, and its token endpoint. */
export class Application {
  #endpoint: TokenEndpoint | undefined
  /** The ids of the application's sessions, by the group of the pages that work in them. */
  readonly #signedIn = new Map<string, string>()
  #count = 0

  /** From now on, tokens come through this session of the service account. */
  serveThrough(session: Session): void {
    this.#endpoint = createTokenEndpoint({
      session,
      requestsPerMinute: 1_000_000,
      userFor: ({ headers }) => {
        const sessionId = this.#signedIn.get(headers.get('x-session') ?? '')
        return sessionId === undefined ? null : { userId: applicationUserId, sessionId }
      },
    })
  }

  /** The user signs in to the application, unless they are. */
  signIn(group: string): void {
    if (!this.#signedIn.has(group)) this.#signedIn.set(group, `${group} ${++this.#count}`)
  }

  /** The user signs out of the application, which ends its tokens. Undefined: nobody was signed in. */
  signOut(group: string): Promise<unknown> | undefined {
    const sessionId = this.#signedIn.get(group)
    if (sessionId === undefined) return undefined
    this.#signedIn.delete(group)
    return this.#served.signOut({ userId: applicationUserId, sessionId })
  }

  /** @param group Stands for the cookie of the application's session. */
  answer(group: string, { body }: Ask, { method = 'GET', headers }: RequestInit): Promise<Response> {
    const all = new Headers(headers)
    all.set('origin', appOrigin)
    all.set('x-session', group)
    return this.#served(new Request(`${appOrigin}/`, { method, headers: all, body: body ?? null }))
  }

  get #served(): TokenEndpoint {
    if (this.#endpoint === undefined) throw new Error('the application has no service account')
    return this.#endpoint
  }
}

const appOrigin = 'https://app.test'

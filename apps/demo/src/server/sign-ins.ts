import { randomBytes } from 'node:crypto'
import type { ApplicationSession } from '@looker-auth/node'
import { parse } from 'hono/utils/cookie'

/** Sign-ins that are remembered; the oldest is forgotten first. */
const most = 1000

/** Who is signed in to this application: a stand-in for your own, which asks for a password or an identity provider. */
export class SignIns {
  readonly #users = new Map<string, string>()
  readonly #cookieName: () => string

  constructor(cookieName: () => string) {
    this.#cookieName = cookieName
  }

  /** Signs a user in. Answers the value for the cookie. */
  add(userId: string): string {
    const id = randomBytes(24).toString('base64url')
    this.#users.set(id, userId)
    const [oldest] = this.#users.keys()
    if (this.#users.size > most && oldest !== undefined) this.#users.delete(oldest)
    return id
  }

  /** The sign-in that the Cookie header names. */
  of(cookieHeader: string | null): ApplicationSession | null {
    const name = this.#cookieName()
    const sessionId = parse(cookieHeader ?? '', name)[name] ?? ''
    const userId = this.#users.get(sessionId)
    return userId === undefined ? null : { userId, sessionId }
  }

  end(sessionId: string): void {
    this.#users.delete(sessionId)
  }
}

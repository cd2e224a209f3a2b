import { type RandomBytes, unusedAlphanumeric } from '../../seams/alphanumeric'
import type { User } from '../../users/directory'

/** What the emulator's own cookie stands for: a browser, and who is signed in there. */
export interface WebSession {
  readonly id: string
  /** Stands in each form, so that no other site can post one. */
  readonly formToken: string
  readonly user: User | undefined
}

const ID_LENGTH = 40
const NAME_SUFFIX_LENGTH = 8
const MOST = 10_000

/** The browsers that /auth knows. They are forgotten with the emulator, or when 10,000 newer ones came. */
export class WebSessions {
  readonly #sessions = new Map<string, WebSession>()
  readonly #random: RandomBytes
  #cookieName: string | undefined

  constructor(random: RandomBytes) {
    this.#random = random
  }

  /** Of this emulator alone, for browsers send one host's cookies to all of its ports. */
  get cookieName(): string {
    // Drawn late: workerd gives no random bytes while a module is being loaded.
    this.#cookieName ??= `looker_emulator_${this.#unused(NAME_SUFFIX_LENGTH)}`
    return this.#cookieName
  }

  find(id: string | undefined): WebSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id)
  }

  /** A new session in place of the old one: a program that learnt the old id or form token cannot use it. */
  begin(user?: User, old?: WebSession): WebSession {
    if (old) this.#sessions.delete(old.id)
    for (const id of this.#sessions.keys()) {
      if (this.#sessions.size < MOST) break
      this.#sessions.delete(id)
    }
    const session = { id: this.#unused(ID_LENGTH), formToken: this.#unused(ID_LENGTH), user }
    this.#sessions.set(session.id, session)
    return session
  }

  #unused(length: number): string {
    return unusedAlphanumeric(this.#random, length, text => this.#sessions.has(text))
  }
}

import type { Grant } from '../grants/grant.js'
import type { SessionEventBody } from '../session/events.js'
import type { SessionGroup } from '../session/session-group.js'
import type { SignInMemory } from './sign-in-memory.js'
import type { ParentSession, TokenOwner } from './token-owner.js'

/** A session during a token request. While this one is under way, a token request that it makes to revoke a token does not wait for it. */
export class RequestOwner implements TokenOwner {
  readonly name: string
  readonly group: SessionGroup
  readonly grant: Grant
  readonly parent: ParentSession | undefined
  readonly signIns: SignInMemory
  readonly #session: TokenOwner
  readonly #isUnderWay: () => boolean

  /** @param isUnderWay Whether the token request is under way. */
  constructor(session: TokenOwner, isUnderWay: () => boolean = () => true) {
    this.name = session.name
    this.group = session.group
    this.grant = session.grant
    this.parent = session.parent
    this.signIns = session.signIns
    this.#session = session
    this.#isUnderWay = isUnderWay
  }

  get subject(): string | undefined {
    return this.#session.subject
  }

  report(event: SessionEventBody): void {
    this.#session.report(event)
  }

  inTurn<T>(request: () => Promise<T>): Promise<T> {
    return this.#session.inTurn(request, this.#isUnderWay())
  }
}

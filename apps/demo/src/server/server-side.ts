import type { Session } from '@looker-auth/node'
import type { LiveState } from '../shared/messages'
import { watchTokens } from '../shared/watch-tokens'
import type { Live } from './live'
import type { Steering } from './steering'

/** Tells the tabs of the server's own sessions. */
export class ServerSide {
  readonly #looker: Session
  readonly #live: Live
  readonly #steering: Steering | undefined
  readonly #watched = new Set<string>()
  #logins = 0

  constructor(looker: Session, live: Live, steering: Steering | undefined) {
    this.#looker = looker
    this.#live = live
    this.#steering = steering
    looker.onEvent(event => {
      if (!('source' in event) || event.source !== 'login') return
      this.#logins++
      this.tellState()
    })
    this.#watch('service', looker)
  }

  /** From now on the tabs hear of the user's session too. */
  watch(userId: string): void {
    if (this.#watched.has(userId)) return
    this.#watched.add(userId)
    this.#watch(`server:${userId}`, this.#looker.as(userId))
  }

  get state(): LiveState {
    return {
      aheadMs: this.#steering?.aheadMs ?? 0,
      fault: this.#steering?.fault ?? null,
      serverLogins: this.#logins,
    }
  }

  tellState(): void {
    this.#live.tell({ type: 'state', state: this.state })
  }

  #watch(lane: string, session: Session): void {
    const now = () => Date.now() + (this.#steering?.aheadMs ?? 0)
    watchTokens(session, lane, now, event => this.#live.tell({ type: 'token', event }))
  }
}

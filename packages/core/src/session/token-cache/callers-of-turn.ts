import type { CachedToken } from '../../tokens/cached-token.js'
import type { State } from '../state-machine/states.js'

/**
 * Callers that ask in one turn, in one state, share a promise: 10,000 at once would each make a dozen. It does not outlast the turn,
 * because a runtime may end the request of the caller that came first.
 */
export class CallersOfTurn {
  #shared: { readonly state: State; readonly token: Promise<CachedToken> } | undefined

  /** @param ask Asks for a token. It may change the state. */
  join(state: () => State, ask: () => Promise<CachedToken>): Promise<CachedToken> {
    if (this.#shared?.state === state()) return this.#shared.token
    const token = ask()
    this.#shared = { state: state(), token }
    queueMicrotask(() => {
      this.#shared = undefined
    })
    return token
  }
}

import type { HeldToken } from './held-token.js'
import type { State } from './machine-types.js'

/** Until when a token may be handed out without a look at machine or store: milliseconds on both clocks. */
export interface Serving {
  readonly token: HeldToken
  /** What `token()` answers, made once. */
  readonly promise: Promise<string>
  untilWallMs: number
  untilMonotonicMs: number
}

/** The serving that a state allows; undefined where it has no token. `freshUntilMs`: until when the last look at the store counts. */
export function servingOf(state: State, freshUntilMs = Number.POSITIVE_INFINITY): Serving | undefined {
  if (!('token' in state)) return undefined
  const { token } = state
  const promise = Promise.resolve(token.accessToken)
  if (state.name === 'renewing') {
    const { hardWallMs, hardMonotonicMs } = token
    return {
      token,
      promise,
      untilWallMs: hardWallMs,
      untilMonotonicMs: Math.min(hardMonotonicMs, freshUntilMs),
    }
  }
  const waits = state.notBeforeMs > token.softMonotonicMs
  const untilMs = waits ? Math.min(state.notBeforeMs, token.hardMonotonicMs) : token.softMonotonicMs
  return {
    token,
    promise,
    untilWallMs: waits ? token.hardWallMs : token.softWallMs,
    untilMonotonicMs: Math.min(untilMs, freshUntilMs),
  }
}

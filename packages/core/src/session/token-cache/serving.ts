import type { Clock } from '../../runtime/clock.js'
import type { CachedToken, Moment } from '../../tokens/cached-token.js'
import type { State } from '../state-machine/states.js'

/** A token, and until when it may be handed out without asking the state machine or the store: milliseconds on both clocks. */
export interface Serving {
  readonly token: CachedToken
  /** What `token()` answers, made once. */
  readonly promise: Promise<string>
  untilWallMs: number
  untilMonotonicMs: number
}

/** Whether its token may still be handed out. */
export function isCurrent(serving: Serving | undefined, clock: Clock): boolean {
  return (
    serving !== undefined && clock.monotonic() < serving.untilMonotonicMs && clock.now() < serving.untilWallMs
  )
}

/** The serving that a state allows; undefined where it has no token. `freshUntil`: until when the last revalidation counts. */
export function servingOf(state: State, freshUntil?: Moment): Serving | undefined {
  if (!('token' in state)) return undefined
  const { token } = state
  const { wallMs = Number.POSITIVE_INFINITY, monotonicMs = Number.POSITIVE_INFINITY } = freshUntil ?? {}
  const promise = Promise.resolve(token.accessToken)
  if (state.name === 'renewing') {
    const { hardWallMs, hardMonotonicMs } = token
    return {
      token,
      promise,
      untilWallMs: Math.min(hardWallMs, wallMs),
      untilMonotonicMs: Math.min(hardMonotonicMs, monotonicMs),
    }
  }
  const waits = state.notBeforeMs > token.softMonotonicMs
  const untilMs = waits ? Math.min(state.notBeforeMs, token.hardMonotonicMs) : token.softMonotonicMs
  return {
    token,
    promise,
    untilWallMs: Math.min(waits ? token.hardWallMs : token.softWallMs, wallMs),
    untilMonotonicMs: Math.min(untilMs, monotonicMs),
  }
}

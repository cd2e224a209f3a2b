import { AuthError } from '../../errors/auth-error.js'
import type { Clock } from '../../runtime/clock.js'

/** How many tokens a session group revokes at a time. */
const mostAtOnce = 8
/** How long it revokes what a sign-out or `close()` ends, in milliseconds. */
const longestMs = 30_000

/** Runs work when it is its turn. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** A turn that lasts longer ended with the request that it began in, in milliseconds: the runtime ended both. */
const longestTurnMs = 2 * longestMs

/** The turns of a session group's revocations: 8 at a time, for all of its sessions together. */
export function revocationTurns(clock: Clock): InTurn {
  const waiting: (() => void)[] = []
  /** When each of those that run began, in monotonic milliseconds. */
  const running = new Map<object, number>()
  return async work => {
    for (const [turn, startedMs] of running)
      if (clock.monotonic() - startedMs > longestTurnMs) running.delete(turn)
    while (running.size >= mostAtOnce) await new Promise<void>(resolve => waiting.push(resolve))
    const turn = {}
    running.set(turn, clock.monotonic())
    try {
      return await work()
    } finally {
      running.delete(turn)
      waiting.shift()?.()
    }
  }
}

/** Does work that revokes tokens. After 30 s the signal aborts, and what is left is not revoked. */
export async function revokeInTime<T>(clock: Clock, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const tooLate = new AbortController()
  const cancel = clock.setTimer(() => tooLate.abort(tookTooLong()), longestMs)
  try {
    return await work(tooLate.signal)
  } finally {
    cancel()
  }
}

function tookTooLong(): AuthError {
  return new AuthError('timeout', {
    message: `The tokens could not all be revoked within ${longestMs} ms; this one lives until it expires.`,
    hint: 'Check whether Looker answers. The session itself no longer uses the token.',
  })
}

import { throwIfAny } from '../input/check'

/** The emulator's time: the host's, plus what `advance` added. Tokens expire and windows end by it; delays are real time. */
export interface EmulatorClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Moves this emulator's time ahead by `ms` milliseconds. */
  advance(ms: number): void
}

export function createClock(hostNow: () => number): EmulatorClock {
  let aheadMs = 0
  return {
    now: () => hostNow() + aheadMs,
    advance(ms) {
      const fits = Number.isFinite(ms) && ms >= 0
      throwIfAny('Invalid clock step', fits ? [] : ['ms must be a number of at least 0'])
      aheadMs += ms
    },
  }
}

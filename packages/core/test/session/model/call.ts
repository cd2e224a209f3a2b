import type { Seat } from './party.js'

/** A call under way. */
export interface Call {
  readonly seat: Seat
  readonly kind: 'token' | 'fetch'
  readonly startOrder: number
  readonly startMs: number
  /** What it depends on was signed out when it began; how often that was signed in until then. */
  readonly refused: boolean
  readonly signIns: number
  /** Its session group was closed when it began. */
  readonly closed: boolean
  /** With which reason the caller gave up. */
  reason: Error | undefined
}

/** Others on the store stop within this. */
export const spreadMs = 1000
/** After a disturbance, its error is said again for this long at the most: the longest cool-down, and what Retry-After asks. */
export const echoMs = 120_000
/** After a token was killed, an endless 401 is a caller's for this long. */
export const barMs = 61_000

export function recently(
  { party }: Pick<Seat, 'party'>,
  timesMs: readonly number[],
  withinMs: number,
): boolean {
  const nowMs = party.machine.monotonic()
  return timesMs.some(atMs => nowMs - atMs <= withinMs)
}

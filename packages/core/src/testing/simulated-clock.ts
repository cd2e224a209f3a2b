import type { Clock } from '../runtime/clock.js'

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly callback: () => void
}

/** A {@link Clock} that stands still until told to move. */
export interface SimulatedClock extends Clock {
  /** Moves both clocks on and fires the timers that fall due, in order; waits for what they set off before each next one. */
  advance(ms: number): Promise<void>
  /** Sets the wall clock off by `ms` (negative: back); the monotonic clock and the timers do not notice. */
  jumpWall(ms: number): void
  /** The machine sleeps: the wall clock moves on, the monotonic clock and the timers stand still. */
  sleep(ms: number): void
  /** Timers that are set and not yet fired or cancelled. */
  pendingTimers(): number
}

/**
 * A simulated clock.
 *
 * @param startMs The wall clock's first value. Default 2026-01-01T00:00:00Z.
 * @param settle Waits for the work that a timer started. Default {@link settled}, which knows of promise reactions only.
 */
export function simulatedClock(startMs = Date.UTC(2026, 0, 1), settle = settled): SimulatedClock {
  let wallMs = startMs
  let monotonicMs = 0
  let order = 0
  const timers = new Set<Timer>()
  const nextDue = (untilMs: number): Timer | undefined =>
    [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0]
  const moveTo = (targetMs: number): void => {
    wallMs += targetMs - monotonicMs
    monotonicMs = targetMs
  }
  return {
    now: () => wallMs,
    monotonic: () => monotonicMs,
    setTimer(callback, delayMs) {
      const timer = { atMs: monotonicMs + Math.max(0, delayMs), order: order++, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async advance(ms) {
      const untilMs = monotonicMs + ms
      await settle()
      for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
        moveTo(Math.max(due.atMs, monotonicMs))
        timers.delete(due)
        due.callback()
        await settle()
      }
      moveTo(untilMs)
    },
    jumpWall(ms) {
      wallMs += ms
    },
    sleep(ms) {
      wallMs += ms
    },
    pendingTimers: () => timers.size,
  }
}

/** Lets promise reactions that are ready, and those that they make ready, run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await nextTask()
}

/** A turn of the event loop, in which its tasks of other kinds run too. */
function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { readonly setImmediate?: (callback: () => void) => void }
  return new Promise(resolve => {
    if (setImmediate !== undefined) setImmediate(resolve)
    else setTimeout(resolve, 0)
  })
}

/** Calls back once, after the delay, unless cancelled; holds no process open. Any delay is legal. */
export type QuietTimer = (callback: () => void, delayMs: number) => () => void

/** {@link QuietTimer} on Node's timers. Delays beyond theirs are cut: 24.8 days. */
export const quietTimer: QuietTimer = (callback, delayMs) => {
  const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1))
  timer.unref()
  return () => clearTimeout(timer)
}

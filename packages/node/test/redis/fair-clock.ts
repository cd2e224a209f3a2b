const tickMs = 10

/**
 * Time as a program has it: while the machine gave this one none, it stands still. What it says of a wait is never more than the wait
 * was, so that a bound on it fails for what the program does, not for what the machine was busy with.
 */
export function fairClock(): { nowMs(): number; stop(): void } {
  let nowMs = 0
  let before = performance.now()
  const ticking = setInterval(() => {
    const now = performance.now()
    nowMs += Math.min(now - before, 2 * tickMs)
    before = now
  }, tickMs)
  return { nowMs: () => nowMs, stop: () => clearInterval(ticking) }
}

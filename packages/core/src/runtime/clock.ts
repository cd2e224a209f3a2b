/** The Clock seam: the only source of time. `clockContract` in `@looker-auth/core/testing` says what is relied on. */
export interface Clock {
  /** Wall clock: milliseconds since 1970-01-01T00:00:00Z. It may jump, forwards and backwards. */
  now(): number
  /** Monotonic clock: milliseconds since some fixed moment. It never goes backwards; it may stand still during sleep. */
  monotonic(): number
  /**
   * Calls `callback` once, not before `delayMs` milliseconds have passed, and returns a function that cancels it.
   * Any delay is legal: 0 and below mean "soon", and 30 days must not fire at once.
   */
  setTimer(callback: () => void, delayMs: number): () => void
}

/** The longest delay that the platforms' `setTimeout` takes; a longer one overflows and fires at once. */
const longestTimeoutMs = 2 ** 31 - 1

/** The platform's own clocks. */
export function systemClock(): Clock {
  // Looked up once: on Node the global is a getter, and every served token reads the clock.
  const { performance } = globalThis
  return { now: () => Date.now(), monotonic: () => performance.now(), setTimer: setLongTimer }
}

function setLongTimer(callback: () => void, delayMs: number): () => void {
  let leftMs = delayMs
  let timer: ReturnType<typeof setTimeout>
  const arm = (): void => {
    const partMs = Math.min(Math.max(leftMs, 0), longestTimeoutMs)
    leftMs -= partMs
    timer = setTimeout(() => (leftMs > 0 ? arm() : callback()), partMs)
  }
  arm()
  return () => clearTimeout(timer)
}

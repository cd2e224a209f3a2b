import { type Clock, systemClock } from '@looker-auth/core'

/** The page's clock, but for bounds: on a machine that is slower than an idle one they are longer by as much, and `more` times as long. */
export function patientClock(more = 1): Clock {
  const clock = systemClock()
  // Put in by bundle().
  const slowness = more * Number(process.env.LOOKER_AUTH_SLOWNESS)
  return { ...clock, setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs * slowness) }
}

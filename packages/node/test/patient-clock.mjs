import { systemClock } from '@looker-auth/core'

const slowness = Number(process.env.LOOKER_AUTH_SLOWNESS ?? '1')

/** The platform's clock, but for bounds: on a machine that is slower than an idle one they are longer by as much. */
export function patientClock() {
  const clock = systemClock()
  return { ...clock, setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs * slowness) }
}

import type { Clock } from '@looker-auth/core'

/** The work's outcome; rejects with what `late` makes when it takes longer than that. */
export function within<T>(work: Promise<T>, boundMs: number, clock: Clock, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(() => reject(late()), boundMs)
    work.then(resolve, reject).finally(cancel)
  })
}

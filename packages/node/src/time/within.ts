import type { QuietTimer } from './quiet-timer.js'

/** The work's outcome; rejects with what `late` makes when it takes longer than that. */
export function within<T>(
  work: Promise<T>,
  boundMs: number,
  setTimer: QuietTimer,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = setTimer(() => reject(late()), boundMs)
    work.then(resolve, reject).finally(cancel)
  })
}

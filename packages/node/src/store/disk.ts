import type { QuietTimer } from '../time/quiet-timer.js'
import { diskSilent } from './refusal.js'
import type { StateFolder } from './state-folder.js'

/** A disk that answers nothing for so long hangs. */
export const diskWaitMs = 2000

/**
 * The folder of a store or lock, used within a bound. A call of the file system cannot be cancelled, and each one that hangs keeps one of
 * Node's four threads: a disk that hangs is not asked again before it has answered. A disk on which other uses end is only slow.
 */
export class Disk {
  readonly #folder: StateFolder
  readonly #setTimer: QuietTimer
  /** Uses that have ended. */
  #ended = 0
  /** Uses that were given up, and have not ended. */
  #overdue = 0

  constructor(folder: StateFolder, setTimer: QuietTimer) {
    this.#folder = folder
    this.#setTimer = setTimer
  }

  /**
   * Does the work with the folder. Work that was given up goes on unseen.
   *
   * @throws what the work throws; AuthError `store_failed` after `diskWaitMs`, or at once while an earlier use was given up and has not ended.
   */
  use<T>(work: (folder: string) => Promise<T>): Promise<T> {
    if (this.#overdue > 0) return Promise.reject(diskSilent(diskWaitMs))
    return new Promise((resolve, reject) => {
      let isOverdue = false
      let cancel: () => void = () => {}
      const wait = (): void => {
        const endedBefore = this.#ended
        cancel = this.#setTimer(() => {
          if (this.#ended > endedBefore) return wait()
          isOverdue = true
          this.#overdue++
          reject(diskSilent(diskWaitMs))
        }, diskWaitMs)
      }
      wait()
      const end = (): void => {
        cancel()
        this.#ended++
        if (isOverdue) this.#overdue--
      }
      this.#folder().then(work).finally(end).then(resolve, reject)
    })
  }
}

import { AuthError, type Clock, type Lock, type LockOptions, systemClock } from '@looker-auth/core'
import { type QuietTimer, quietTimer } from '../time/quiet-timer.js'
import { encodeText, sha256 } from './checked-text.js'
import { Contender } from './contender.js'
import { Disk } from './disk.js'
import type { Lease } from './lease.js'
import { type StateFolder, stateFolder } from './state-folder.js'
import { Sweeper } from './sweep.js'

/** Where a {@link fileLock} keeps its leases, and how long they live. */
export interface FileLockOptions {
  /** A folder; it may be that of the store, and `~/` is the home folder. Default: `looker-auth` in the user's folder for state. */
  readonly path?: string | undefined
  /** How long those who wait see no sign of life before they take the lock of a crashed process, in milliseconds. Default 2500. */
  readonly leaseMs?: number | undefined
}

/** Giving back takes no longer: a lease that could not be given back becomes stale. */
const releaseMs = 1000

/**
 * A lock among the processes of one user on one machine: a lease in a file, renewed five times in `leaseMs` while the task
 * runs. Those who wait count, on their own monotonic clock and only while they are awake, how long it was not renewed: no
 * wall clock and no sleep makes a living holder look dead. After a dead one, exactly one of them takes the lock.
 *
 * `run` rejects, and its task does not run, with `store_failed` for a folder that others can use, as `fileStore` does, and
 * with the disk's error where that is full or read-only. On a disk that does not answer within 2 s it rejects with `store_failed` too. A
 * session reports each in a `store_failure` event and goes on without the lock.
 *
 * @throws AuthError `configuration` at once for an empty path or a lease below 100 ms.
 */
export function fileLock({ path, leaseMs = 2500 }: FileLockOptions = {}): Lock {
  if (!(leaseMs >= 100 && leaseMs <= 60_000)) {
    throw new AuthError('configuration', {
      message: `A lease of ${leaseMs} ms cannot work.`,
      hint: 'Give 100 to 60,000 milliseconds, or leave it out.',
    })
  }
  return leaseLock({ folder: stateFolder(path), leaseMs, clock: systemClock(), leaseTimer: quietTimer })
}

/** What a lock is made of. */
export interface LeaseLockParts {
  readonly folder: StateFolder
  readonly leaseMs: number
  /** For those who wait. */
  readonly clock: Clock
  /** For those who hold. */
  readonly leaseTimer: QuietTimer
  /** Ends the wait for a disk that hangs. Default: Node's timers. */
  readonly diskTimer?: QuietTimer
}

/** {@link fileLock} with its clocks. */
export function leaseLock({
  folder,
  leaseMs,
  clock,
  leaseTimer,
  diskTimer = quietTimer,
}: LeaseLockParts): Lock {
  const disk = new Disk(folder, diskTimer)
  const sweeper = new Sweeper(clock)

  const acquire = async (
    key: string,
    { waitMs, holdMs, signal }: LockOptions,
  ): Promise<Lease | undefined> => {
    const name = `lock.${sha256(JSON.stringify(key))}`
    const text = (value: unknown): string =>
      encodeText(name, { value: JSON.stringify(value), keepUntilMs: 0 })
    const terms = {
      heldText: text({ held: true, leaseMs }),
      freeText: text({ held: false }),
      beatMs: leaseMs / 5,
      holdMs,
      setTimer: leaseTimer,
    }
    return new Contender({ disk, name, leaseMs, clock, sweeper, terms }).acquire(waitMs, signal)
  }

  return {
    async run(key, options, task) {
      options.signal?.throwIfAborted()
      const lease = await acquire(key, options)
      if (lease === undefined) return task(false)
      try {
        return await task(true)
      } finally {
        await within(clock, lease.release(), releaseMs)
      }
    },
  }
}

function within(clock: Clock, work: Promise<void>, boundMs: number): Promise<void> {
  return new Promise(resolve => {
    const cancel = clock.setTimer(resolve, boundMs)
    void work.then(resolve).finally(cancel)
  })
}

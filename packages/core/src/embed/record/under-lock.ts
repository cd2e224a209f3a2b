import { asAuthError } from '../../errors/as-auth-error.js'
import type { AuthError } from '../../errors/auth-error.js'
import type { Clock } from '../../runtime/clock.js'
import { within } from '../../runtime/deadline.js'
import { deferred } from '../../runtime/deferred.js'
import type { Lock } from '../../stores/lock.js'

/** How long a request waits for the lock, in milliseconds, before it goes on without. */
const waitMs = 15_000
/** How long it holds it at most. */
const holdMs = 30_000
/** A lock that does not keep `waitMs` itself is left after so many more. */
const lateMs = 1000

/**
 * Runs the task under the lock; without it where there is none, where it fails, and where it was not had in time. The task runs
 * once.
 *
 * @param failed Hears of a lock that failed.
 * @throws the task's error.
 */
export async function underLock<T>(
  lock: Lock | undefined,
  key: string,
  clock: Clock,
  failed: (error: AuthError) => void,
  task: () => Promise<T>,
): Promise<T> {
  if (lock === undefined) return task()
  const began = deferred<void>()
  const leave = new AbortController()
  let running: Promise<T> | undefined
  const once = (): Promise<T> => {
    running ??= task()
    began.resolve()
    return running
  }
  const locking = (async () => lock.run(key, { waitMs, holdMs, signal: leave.signal }, once))()
  locking.catch(() => {})
  try {
    await within(
      clock,
      waitMs + lateMs,
      Promise.race([began.promise, locking]),
      () => new Error('It did not answer.'),
    )
  } catch (error) {
    if (running === undefined) {
      failed(asAuthError(error, 'store_failed', lockFailure))
      leave.abort(error)
    }
  }
  return once()
}

const lockFailure = {
  message: 'The lock failed.',
  hint: 'Repair it (see the cause). Until then, several servers may make an embed session for one user.',
}

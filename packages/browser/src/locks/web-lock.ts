import { AuthError, type Clock, type Lock, type LockOptions, systemClock } from '@looker-auth/core'
import type { PageGlobals } from '../page/page-globals.js'

/** What a {@link webLock} is made of. */
export interface WebLockOptions {
  /** How every name of ours begins among the origin's locks. Default `looker-auth:`. */
  readonly prefix?: string | undefined
  /** Bounds the waits and holds. Default: the platform's clock. */
  readonly clock?: Clock | undefined
  /** The page's globals. Default `globalThis`. */
  readonly page?: PageGlobals | undefined
}

/**
 * A lock among the tabs and workers of one origin, by Web Locks. The platform frees it when its tab closes or crashes. It is never
 * stolen, and none is held between tasks. Where there are no Web Locks, as in an insecure context, tasks run without: sessions
 * work as well, with more logins.
 *
 * `run` rejects with AuthError `store_failed` before the task began when the platform refuses the lock: sessions say so once, and
 * go on without it.
 *
 * @example
 * ```ts
 * import { webLock } from '@looker-auth/browser'
 *
 * const lock = webLock()
 * const held = await lock.run('key', { waitMs: 2000, holdMs: 10_000 }, async held => held)
 * ```
 */
export function webLock({
  prefix = 'looker-auth:',
  clock = systemClock(),
  page = globalThis,
}: WebLockOptions = {}): Lock {
  return {
    async run(key, options, task) {
      options.signal?.throwIfAborted()
      const locks = page.navigator?.locks
      if (locks === undefined) return task(false)
      const release = await acquired(locks, `${prefix}${key}`, options, clock)
      if (release === undefined) return task(false)
      const cancelTimer = clock.setTimer(release, options.holdMs)
      try {
        return await task(true)
      } finally {
        cancelTimer()
        release()
      }
    },
  }
}

/** How to give the lock back; undefined when the time to wait passed first. */
function acquired(
  locks: Pick<LockManager, 'request'>,
  name: string,
  { waitMs, signal }: LockOptions,
  clock: Clock,
): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new AbortController()
    let over = false
    const end = (settle: () => void): void => {
      over = true
      cancelTimer()
      signal?.removeEventListener('abort', abort)
      settle()
    }
    const giveUp = (settle: () => void): void => {
      end(settle)
      waiting.abort()
    }
    const abort = (): void => giveUp(() => reject(signal?.reason))
    const cancelTimer = clock.setTimer(() => giveUp(() => resolve(undefined)), waitMs)
    signal?.addEventListener('abort', abort, { once: true })
    const held = (): Promise<void> =>
      new Promise(release => {
        // The lock was granted while the wait ended: it is given back at once.
        if (over) release()
        else end(() => resolve(release))
      })
    requested(() => locks.request(name, { signal: waiting.signal }, held)).catch(error => {
      if (!over) end(() => reject(refused(error)))
    })
  })
}

/** Makes a rejection of what the platform throws at once. */
async function requested(request: () => Promise<unknown>): Promise<void> {
  await request()
}

function refused(cause: unknown): AuthError {
  return new AuthError('store_failed', {
    message: 'The browser refused a Web Lock.',
    hint: 'It does so in sandboxed frames, and where the user blocks site data: allow it for this site, or go on without the lock at the price of more logins.',
    cause,
  })
}

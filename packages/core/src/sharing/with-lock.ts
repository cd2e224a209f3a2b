import type { Family } from '../session/session-group.js'
import type { Report } from './store-client.js'

/** What is done under the lock, and what may make it needless. */
export interface LockedWork<T> {
  readonly key: string
  /** @param held Whether the lock is held. */
  task(held: boolean): Promise<T>
  /** Asked when the record changed while the lock is waited for: the result, where that brought it. */
  meanwhile(): Promise<T | undefined>
}

/**
 * Runs the task once, under the family's lock where there is one. Who waits for it is told of what the holder stores: else
 * each of 10,000 processes would wait for its turn to read the one token.
 *
 * @throws the task's error; the signal's reason.
 */
export async function underLock<T>(
  family: Family,
  { key, task, meanwhile }: LockedWork<T>,
  signal: AbortSignal,
  report: Report,
): Promise<T> {
  const { lock, lockWaitMs, lockHoldMs, store } = family
  // A lock only saves logins by what the store then tells the others: while it fails, that is nothing to wait for.
  if (lock === undefined || store?.failing) return task(false)
  let begun: Promise<T> | undefined
  let found: { readonly result: T } | undefined
  const once = (held = false): Promise<T> => {
    begun ??= task(held)
    return begun
  }
  const wait = new AbortController()
  const stop = (): void => wait.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  const look = async (): Promise<void> => {
    const result = begun === undefined ? await meanwhile() : undefined
    if (result === undefined || begun !== undefined) return
    found ??= { result }
    wait.abort()
  }
  const watching = store?.watch(key, () => void look().catch(() => {}), report)
  try {
    signal.throwIfAborted()
    const result = await lock.run(key, { waitMs: lockWaitMs, holdMs: lockHoldMs, signal: wait.signal }, once)
    store?.lockWorked()
    return result
  } catch (error) {
    signal.throwIfAborted()
    if (begun !== undefined) return begun
    if (found !== undefined) return found.result
    store?.lockFailed(error, report)
    return once()
  } finally {
    watching?.end()
    signal.removeEventListener('abort', stop)
  }
}

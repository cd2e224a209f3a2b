import type { Lock } from '../stores/lock.js'
import type { Report, StoreClient } from './store-client.js'

/** What is done under the lock, and what may make it needless. */
export interface LockedWork<T> {
  readonly key: string
  /** @param held Whether the lock is held. */
  task(held: boolean): Promise<T>
  /** Asked when the record changed while the lock is waited for: the result, where that brought it. */
  meanwhile(): Promise<T | undefined>
}

/** The lock, and its bounds in milliseconds. */
export interface BoundedLock {
  readonly lock: Lock
  readonly waitMs: number
  readonly holdMs: number
}

/**
 * Runs the task once, under the lock where there is one. A caller that waits for it is notified of what the holder stores: else
 * each of 10,000 processes would wait for its turn to read the one token.
 *
 * @throws the task's error; the signal's reason.
 */
export async function withLock<T>(
  bounded: BoundedLock | undefined,
  store: StoreClient,
  { key, task, meanwhile }: LockedWork<T>,
  signal: AbortSignal,
  report: Report,
): Promise<T> {
  // A lock only saves logins by what the store then tells the others: while it fails, that is nothing to wait for.
  if (bounded === undefined || store.failing) return task(false)
  const { lock, waitMs, holdMs } = bounded
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
  const watching = store.watch(key, () => void look().catch(() => {}), report)
  try {
    signal.throwIfAborted()
    const result = await lock.run(key, { waitMs, holdMs, signal: wait.signal }, once)
    store.lockWorked()
    return result
  } catch (error) {
    signal.throwIfAborted()
    if (begun !== undefined) return begun
    if (found !== undefined) return found.result
    store.lockFailed(error, report)
    return once()
  } finally {
    watching?.end()
    signal.removeEventListener('abort', stop)
  }
}

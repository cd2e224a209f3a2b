import type { Lock } from '../stores/lock.js'
import type { Report, StoreClient } from './store-client.js'

/** The work under the lock, and how its result may come without it. */
export interface LockedWork<T> {
  readonly key: string
  /** @param held Whether the lock is held. */
  task(held: boolean): Promise<T>
  /** Called when the record changed during the wait for the lock. Returns the result, where the change brought it. */
  meanwhile(): Promise<T | undefined>
}

/** The lock, and its bounds in milliseconds. */
export interface BoundedLock {
  readonly lock: Lock
  readonly waitMs: number
  readonly holdMs: number
}

/**
 * Runs the task under the lock. The task runs without the lock where there is none, where the lock or the store fails, and where the lock
 * was not had within `waitMs`. It does not run at all where `meanwhile()` returns the result during the wait: else each of 10,000 processes
 * would wait for its turn to read one token. It never runs twice.
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
  // The lock saves a login only where others then read the token in the store: while the store fails, there is no use in waiting.
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
  const endWatch = store.watch(key, () => void look().catch(() => {}), report)
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
    endWatch?.()
    signal.removeEventListener('abort', stop)
  }
}

/** The bounds of one use of a lock. */
export interface LockOptions {
  /** How long to wait for the lock, in milliseconds; then the task runs without it. */
  readonly waitMs: number
  /** How long the lock is ours at most, in milliseconds; then others may take it, though the task goes on. */
  readonly holdMs: number
  /** Ends the wait: `run` then rejects with its reason. A task that runs is not ended by it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The Lock seam: saves logins between processes that would sign in at the same moment. Correctness never needs it, so
 * a task that waited for too long runs without it, and a session whose lock fails says so and goes on. `lockContract` in
 * `@looker-auth/core/testing` says what is relied on.
 */
export interface Lock {
  /**
   * Runs the task while the lock is held, and gives the lock back when it ends, however it ends. `held` is false without the lock.
   * Rejects with the task's error; or, before the task began, because the wait was aborted or the lock failed.
   */
  run<T>(key: string, options: LockOptions, task: (held: boolean) => Promise<T>): Promise<T>
}

import type { AuthCalls } from './auth-calls.js'

/** A refresh token is sent under a lock, and waited for no longer than this, and once more; so that it never outlasts the lock that says that it is under way. */
const longestAnswerMs = 5000

/** The calls, bounded so that a renewal ends while its lock is held (30 s by default). */
export function withinHold({ transport, retry, ...calls }: AuthCalls): AuthCalls {
  const timeoutMs = Math.min(transport.timeoutMs || longestAnswerMs, longestAnswerMs)
  return {
    ...calls,
    transport: { ...transport, timeoutMs },
    retry: { ...retry, boundMs: Math.min(retry.boundMs, longestAnswerMs) },
  }
}

import type { AbortListeners, Clock } from '@looker-auth/core'

/** How long a call may take where nothing else is said, in seconds: the SDK's own default. */
export const defaultTimeoutSeconds = 120

/** What ends a call before its answer. */
export interface CallBounds {
  /** Aborted by the caller's signal with its reason, or by the timeout. */
  readonly signal: AbortSignal
  /** From now on only the caller's signal ends the call. */
  endTimeout(): void
  /** Nothing ends the call any more; no timer and no listener is left. */
  end(): void
}

/** @param timeoutSeconds Anything but a number above 0 counts as the default. */
export function callBounds(
  { clock, aborts }: { readonly clock: Clock; readonly aborts: AbortListeners },
  timeoutSeconds: number | undefined,
  callers: AbortSignal | undefined,
): CallBounds {
  const own = new AbortController()
  const seconds = timeoutSeconds !== undefined && timeoutSeconds > 0 ? timeoutSeconds : defaultTimeoutSeconds
  const abort = (): void => own.abort(callers?.reason)
  if (callers?.aborted) abort()
  const endListening = callers && !callers.aborted ? aborts.add(callers, abort) : undefined
  const endTimeout = clock.setTimer(() => own.abort(timedOut(seconds)), seconds * 1000)
  return {
    signal: own.signal,
    endTimeout,
    end() {
      endTimeout()
      endListening?.()
    },
  }
}

function timedOut(seconds: number): DOMException {
  return new DOMException(`The call took longer than its timeout of ${seconds} s.`, 'TimeoutError')
}

/** The work's result, unless the signal is aborted first: then rejects with its reason, and what becomes of the work is ignored. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {})
    throw signal.reason
  }
  let abort = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

import { AuthError } from '../errors/auth-error.js'
import type { Clock } from '../runtime/clock.js'
import { within } from '../runtime/deadline.js'

/** A function of the application may take no longer, in milliseconds. */
const longestMs = 30_000

/** What a function of the application threw: the server's own affair, whatever it is. */
export class ApplicationFailure extends Error {
  readonly thrown: unknown

  constructor(thrown: unknown) {
    super('A function of the application failed.')
    this.thrown = thrown
  }
}

/**
 * Calls a function of the application, and waits at most 30 s for it.
 *
 * @throws ApplicationFailure; the signal's reason.
 */
export async function callApplication<T>(
  name: 'userFor' | 'allowUser',
  call: () => T | Promise<T>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await within(clock, longestMs, call(), () => tooSlow(name), signal)
  } catch (error) {
    if (signal?.aborted && error === signal.reason) throw error
    throw new ApplicationFailure(error)
  }
}

function tooSlow(name: string): AuthError {
  return new AuthError('timeout', {
    message: `The function ${name} of createTokenEndpoint() did not answer within ${longestMs} ms.`,
    hint: 'See what it waits for, such as a database; the next request calls it again.',
  })
}

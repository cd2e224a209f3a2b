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

/** Which function of the application is called, and for which request. */
interface ApplicationCall {
  /** The option that is the function. */
  readonly option: string
  /** The function that has the option. */
  readonly creator: string
  /** Ends the wait. */
  readonly signal?: AbortSignal
}

/**
 * Calls a function of the application, and waits at most 30 s for it.
 *
 * @throws ApplicationFailure; the signal's reason.
 */
export async function callApplication<T>(
  { signal, ...names }: ApplicationCall,
  call: () => T | Promise<T>,
  clock: Clock,
): Promise<T> {
  try {
    return await within(clock, longestMs, call(), () => tooSlow(names), signal)
  } catch (error) {
    if (signal?.aborted && error === signal.reason) throw error
    throw new ApplicationFailure(error)
  }
}

function tooSlow({ option, creator }: Omit<ApplicationCall, 'signal'>): AuthError {
  return new AuthError('timeout', {
    message: `The function ${option} of ${creator} did not answer within ${longestMs} ms.`,
    hint: 'See what it waits for, such as a database; the next request calls it again.',
  })
}

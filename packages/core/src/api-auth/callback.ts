import { AuthError } from '../errors/auth-error.js'
import { showCaller } from '../errors/shown-stack.js'
import type { WireAnswer } from '../protocol/wire.js'
import type { OnAnswer } from '../transport/auth-calls.js'
import { type ApiAuthResponse, responseOf } from './response.js'

/**
 * The documents' last parameter: called once, with an error or with the data.
 *
 * @param data null where there is an error, and after `logout`.
 * @param response The answer to this operation; undefined where it got none. Never that of a sign-in that it needed first.
 */
export type ApiAuthCallback<T> = (
  error: Error | null,
  data: T | null,
  response: ApiAuthResponse | undefined,
) => void

/** What became of a request, and what the server answered to it. */
export type Outcome<T> = { readonly answer: WireAnswer | undefined } & (
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly error: unknown }
)

/** Sends a request, and keeps its answer beside what became of it. */
export async function outcomeOf<T>(request: (onAnswer: OnAnswer) => Promise<T>): Promise<Outcome<T>> {
  let answer: WireAnswer | undefined
  const onAnswer: OnAnswer = answered => {
    answer = answered
  }
  try {
    return { ok: true, data: await request(onAnswer), answer }
  } catch (error) {
    return { ok: false, error, answer }
  }
}

/** What succeeded with, or throws what it failed with. */
export function dataOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.data
  throw outcome.error
}

/** Runs an operation as a promise or, where there is a callback, as the documents do: then it returns undefined. */
export function settle<T>(
  operation: () => Promise<Outcome<T>>,
  callback: ApiAuthCallback<T> | undefined,
): Promise<T> | undefined {
  if (callback !== undefined && typeof callback !== 'function') throw notCallable()
  if (callback === undefined) return promised(operation)
  const finished = operation().catch((error): Outcome<T> => ({ ok: false, error, answer: undefined }))
  finished.then(outcome => {
    const response = outcome.answer && responseOf(outcome.answer)
    // In a microtask of its own, so that what a callback throws is the caller's uncaught exception, not our rejection.
    queueMicrotask(() =>
      outcome.ok ? callback(null, outcome.data, response) : callback(outcome.error as Error, null, response),
    )
  })
  return undefined
}

async function promised<T>(operation: () => Promise<Outcome<T>>): Promise<T> {
  try {
    return dataOf(await operation())
  } catch (error) {
    throw showCaller(error)
  }
}

function notCallable(): AuthError {
  return new AuthError('configuration', {
    message: 'The last argument is neither left out nor a function.',
    hint: 'Leave it out and await the promise, or pass a callback (error, data, response).',
  })
}

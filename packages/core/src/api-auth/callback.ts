import { AuthError } from '../errors/auth-error.js'

/** What the server answered: status, content type and text of the body; the text shows no secret but a token that was granted. */
export interface ApiAuthResponse {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

/** The documents' last parameter: called once, with an error or with the data. */
export type ApiAuthCallback<T> = (
  error: Error | null,
  data: T | undefined,
  response: ApiAuthResponse | undefined,
) => void

/** Runs an operation as a promise or, where there is a callback, as the documents do: then it returns undefined. */
export function settle<T>(
  work: (onAnswer: (answer: ApiAuthResponse | undefined) => void) => Promise<T>,
  callback: ApiAuthCallback<T> | undefined,
): Promise<T> | undefined {
  let last: ApiAuthResponse | undefined
  if (callback !== undefined && typeof callback !== 'function') throw notCallable()
  const promise = work(answer => {
    last = answer && { status: answer.status, contentType: answer.contentType, text: answer.text }
  })
  if (callback === undefined) return promise
  // In a microtask of its own, so that what a callback throws is the caller's uncaught exception, not our rejection.
  promise.then(
    data => queueMicrotask(() => callback(null, data, last)),
    error => queueMicrotask(() => callback(error, undefined, last)),
  )
  return undefined
}

function notCallable(): AuthError {
  return new AuthError('configuration', {
    message: 'The last argument is neither left out nor a function.',
    hint: 'Leave it out and await the promise, or pass a callback (error, data, response).',
  })
}

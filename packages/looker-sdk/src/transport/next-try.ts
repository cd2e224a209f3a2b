import type { IRawRequest, IRawResponse, IWait, IWaitResponse, Waitable } from '@looker/sdk-rtl'
import type { Clock, Random } from '@looker-auth/core'
import { unlessAborted } from './call-bounds.js'
import { CallbackError } from './failure.js'

/** What the wait before another try needs. */
export interface RetrySeams {
  readonly clock: Clock
  readonly random: Random
}

const firstWaitMs = 1000
const longestWaitMs = 10_000

/** Whether the SDK tries such an answer again, where a call may have several tries: 202, 429 and 503. */
export function isWorthAnotherTry({ statusCode }: IRawResponse): boolean {
  return statusCode === 202 || statusCode === 429 || statusCode === 503
}

/**
 * Asks the handler, or waits: as long as Retry-After says, else 2, 4, 8 and then 10 seconds with up to half of it more.
 * Rejects with the signal's reason.
 */
export function waitForNextTry(
  tried: { readonly request: IRawRequest; readonly response: IRawResponse; readonly attempt: number },
  handler: Waitable | undefined,
  signal: AbortSignal,
  { clock, random }: RetrySeams,
): Promise<IWaitResponse> {
  const growingMs = Math.min(firstWaitMs * 2 ** tried.attempt, longestWaitMs)
  const waitMS = retryAfterMs(tried.response, clock) ?? growingMs * (1 + random.fraction() / 2)
  if (handler !== undefined) return unlessAborted(signal, asked(handler, { ...tried, waitMS }))
  let cancel = (): void => {}
  const waited = new Promise<IWaitResponse>(resolve => {
    cancel = clock.setTimer(() => resolve({ response: 'retry' }), waitMS)
  })
  return unlessAborted(signal, waited).finally(cancel)
}

async function asked(handler: Waitable, tried: IWait): Promise<IWaitResponse> {
  try {
    const next: IWaitResponse | undefined = await handler(tried)
    if (next === undefined) throw new TypeError('The wait handler answered nothing.')
    return next
  } catch (error) {
    throw new CallbackError(error)
  }
}

function retryAfterMs({ headers }: IRawResponse, clock: Clock): number | undefined {
  const text = headers['retry-after']
  if (text === undefined || text.trim() === '') return undefined
  const seconds = Number(text)
  const ms = Number.isNaN(seconds) ? Date.parse(text) - clock.now() : seconds * 1000
  return ms >= 0 ? ms : undefined
}

/** The answer after a handler said that there is no other try. */
export function withoutNextTry(answer: IRawResponse, { response, reason }: IWaitResponse): IRawResponse {
  const statusMessage = reason ?? answer.statusMessage
  if (response === 'cancel') return { ...answer, statusMessage }
  return {
    ...answer,
    ok: false,
    statusCode: 408,
    statusMessage: statusMessage || 'The wait handler ended the call.',
  }
}

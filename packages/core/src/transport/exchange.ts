import { parseJson } from '../protocol/answers/access-token.js'
import type { WireAnswer, WireRequest } from '../protocol/wire.js'
import type { Clock } from '../runtime/clock.js'
import type { Fetch } from '../runtime/fetch.js'
import { classifyFailure } from './classify-failure.js'
import { type FailureRow, pageFailures } from './failure-table.js'
import { plainHeaders } from './plain-headers.js'
import { readText } from './read-text.js'
import { timeoutReason } from './with-timeout.js'

/** No answer of the auth endpoints comes near it. */
const defaultMaxBodyBytes = 64 * 1024

/** A request of the auth endpoints ends after so many milliseconds, where its `timeoutMs` is 0. */
export const longestAnswerMs = 120_000

/** What requests of the auth endpoints go through. */
export interface Transport {
  readonly fetch: Fetch
  readonly clock: Clock
  /** For the whole answer, body included, in milliseconds. 0 counts as 120,000 here; callers' own requests then have no bound. */
  readonly timeoutMs: number
  /** What the runtime's fetch may fail with. Default: what a page's may. */
  readonly failures?: readonly FailureRow[] | undefined
  /** Default 64 KiB. */
  readonly maxBodyBytes?: number | undefined
}

/**
 * Sends one request of an auth endpoint and reads the whole answer. Redirects are not followed, and the body is bounded.
 *
 * @throws the signal's reason when aborted; else AuthError `network`, `tls`, `timeout`, `malformed_response` or `not_looker_api`.
 */
export async function exchange(
  { fetch, clock, timeoutMs, failures = pageFailures, maxBodyBytes = defaultMaxBodyBytes }: Transport,
  request: WireRequest,
  signal?: AbortSignal,
): Promise<WireAnswer> {
  signal?.throwIfAborted()
  const own = new AbortController()
  const forward = (): void => own.abort(signal?.reason)
  signal?.addEventListener('abort', forward, { once: true })
  const withinMs = timeoutMs || longestAnswerMs
  const cancelTimer = clock.setTimer(() => own.abort(timeoutReason(withinMs)), withinMs)
  try {
    return await orAbort(perform(fetch, request, maxBodyBytes, own.signal), own.signal)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw classifyFailure(error, request, failures)
  } finally {
    cancelTimer()
    signal?.removeEventListener('abort', forward)
  }
}

async function perform(
  fetch: Fetch,
  request: WireRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const { method, url, headers, body } = request
  const init = { method, headers: { ...headers }, redirect: 'manual', signal } as const
  const response = await fetch(url, body === undefined ? init : { ...init, body })
  const { text, tooLong } = await readText(response, maxBytes, signal)
  const location = response.headers.get('location')
  const retryAfter = response.headers.get('retry-after')
  const date = response.headers.get('date')
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    headers: plainHeaders(response.headers),
    text,
    json: tooLong ? undefined : parseJson(text),
    ...(location !== null && { location }),
    ...(retryAfter !== null && { retryAfter }),
    ...(date !== null && { date }),
    ...(tooLong && { flaw: 'too_long' }),
  }
}

/** Rejects as soon as the signal aborts, even if the fetch underneath does not listen to it. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

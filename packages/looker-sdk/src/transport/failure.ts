import { AuthError } from '@looker-auth/core'

/** What the `error` of a failed call has beside the SDK's own `message`, `errors` and `documentation_url`; errors that `sdk.ok()` throws have it too. */
export interface CallFailure {
  /** Stable: a code of an `AuthError`, or `not_found`, `forbidden`, `invalid`, `request_failed`, `callback_failed`, `aborted`. */
  readonly code: string
  /** HTTP status of the answer, where there was one. */
  readonly status?: number | undefined
  /** The next step: one sentence. */
  readonly hint: string
  /** The error underneath: an `AuthError`, the signal's reason, or what `fetch` threw. */
  readonly cause?: unknown
}

/** What the caller's own observer or wait handler threw. */
export class CallbackError {
  constructor(readonly cause: unknown) {}
}

/** Why a request cannot be written: its parameters, body or headers. */
export class RequestError {
  constructor(readonly cause: unknown) {}
}

const byStatus: Readonly<Record<number, readonly [code: string, hint: string]>> = {
  400: ['invalid', 'Compare the parameters with the description of this method.'],
  401: [
    'token_rejected',
    'Looker did not accept the token, nor a new one. See whether the user is still active and may use the API.',
  ],
  403: ['forbidden', 'Give the user of this session the permission that the method needs.'],
  404: [
    'not_found',
    'Check the id. Looker also answers 404 where the user of this session may not see what was asked for.',
  ],
  422: ['invalid', 'See `errors` for the fields that Looker refused.'],
  429: ['rate_limited', 'Wait for some time, then call again; the option maxTries does so.'],
}

/** The error of an answer that is no success: what Looker said, with status, code and next step. */
export function answeredFailure(status: number, body: unknown): CallFailure & { readonly message: string } {
  const [code, hint] = byStatus[status] ?? otherStatus(status)
  const said = saidIn(body)
  return {
    ...said,
    message: textOf(said.message) ?? `Request failed with status ${status}`,
    status,
    code,
    hint,
  }
}

function otherStatus(status: number): readonly [code: string, hint: string] {
  return status >= 500
    ? ['unavailable', 'Call again later; if it goes on, see whether Looker is up.']
    : ['request_failed', 'See the message of the server.']
}

function textOf(message: unknown): string | undefined {
  if (message === undefined || message === null) return undefined
  return typeof message === 'object' ? JSON.stringify(message) : String(message)
}

function saidIn(body: unknown): { readonly message?: unknown } {
  if (typeof body !== 'string') return isRecord(body) ? body : {}
  if (body.trim() === '') return {}
  try {
    const parsed: unknown = JSON.parse(body)
    if (isRecord(parsed)) return parsed
  } catch {
    // It is no JSON: the text itself is what the server said.
  }
  return { message: `Request failed: ${body}` }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The error of a call that has no answer. */
export function thrownFailure(
  thrown: unknown,
  signal?: AbortSignal,
): CallFailure & { readonly type: 'sdk_error'; readonly message: string } {
  const error = isCallers(thrown) ? thrown.cause : thrown
  const message =
    error instanceof Error || isDomException(error) ? error.message : `The call failed: ${error}`
  return { type: 'sdk_error', message, ...causeOf(thrown, signal), cause: error }
}

function isCallers(thrown: unknown): thrown is CallbackError | RequestError {
  return thrown instanceof CallbackError || thrown instanceof RequestError
}

function causeOf(error: unknown, signal: AbortSignal | undefined): CallFailure {
  if (error instanceof CallbackError)
    return { code: 'callback_failed', hint: "See `cause`: the call's own observer or wait handler threw it." }
  if (error instanceof RequestError)
    return { code: 'invalid', hint: 'Correct the parameters, body or headers of this call; it was not sent.' }
  if (AuthError.is(error)) {
    const { code, hint, status } = error
    return { code, hint, ...(status !== undefined && { status }) }
  }
  if (signal?.aborted && error === signal.reason) {
    if (isDomException(error) && error.name === 'TimeoutError')
      return { code: 'timeout', hint: 'Call again, or give the call a longer timeout (seconds).' }
    return { code: 'aborted', hint: 'The signal of this call was aborted; call again if it should run.' }
  }
  if (error instanceof SyntaxError)
    return { code: 'malformed_response', hint: 'See what answers at the base URL: it is no JSON.' }
  return { code: 'network', hint: 'Check host, port, proxy and firewall, then call again.' }
}

function isDomException(error: unknown): error is DOMException {
  return typeof DOMException !== 'undefined' && error instanceof DOMException
}

/** Whether it is the error of a call that has no answer. */
export function isThrownFailure(body: unknown): boolean {
  return isRecord(body) && (body as { readonly type?: unknown }).type === 'sdk_error' && 'cause' in body
}

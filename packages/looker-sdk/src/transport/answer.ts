import type { HttpMethod, IRawResponse, SDKResponse } from '@looker/sdk-rtl'
import { binaryValue } from '#platform'
import { answeredFailure, isThrownFailure, thrownFailure } from './failure.js'
import { isJson, mediaKind } from './media-kind.js'

/** Which request an answer belongs to, and when that was sent: wall clock, milliseconds. */
export interface RequestNote {
  readonly method: HttpMethod
  readonly url: string
  readonly requestStarted: number
}

/** The answer as the SDK's observers and pagers take it. */
export async function rawAnswer(
  response: Response,
  note: RequestNote,
  responseCompleted: number,
): Promise<IRawResponse> {
  const contentType = response.headers.get('content-type') ?? ''
  const ok = response.status >= 200 && response.status <= 226
  const isBinary = ok && mediaKind(contentType) === 'binary'
  return {
    ...note,
    ok,
    statusCode: response.status,
    statusMessage: response.statusText,
    contentType,
    headers: Object.fromEntries(response.headers),
    responseCompleted,
    body: isBinary ? await response.blob() : await response.text(),
  }
}

/** The same of a call that has no answer. */
export function rawFailure(
  error: unknown,
  note: RequestNote,
  responseCompleted: number,
  signal?: AbortSignal,
): IRawResponse {
  const body = thrownFailure(error, signal)
  const nothing = { ok: false, statusCode: 0, contentType: '', headers: {} }
  return { ...note, ...nothing, statusMessage: body.message, responseCompleted, body }
}

/** The answer's value, or its error. */
export async function parseAnswer<TSuccess, TError>(
  raw: IRawResponse,
): Promise<SDKResponse<TSuccess, TError>> {
  const body: unknown = await raw.body
  if (!raw.ok) return failed(isThrownFailure(body) ? body : answeredFailure(raw.statusCode, body))
  try {
    return { ok: true, value: (await readValue(raw, body)) as TSuccess }
  } catch (error) {
    return failed(thrownFailure(error))
  }
}

export function failed<TSuccess, TError>(error: unknown): SDKResponse<TSuccess, TError> {
  return { ok: false, error: error as TError }
}

async function readValue({ method, statusCode, contentType }: IRawResponse, body: unknown): Promise<unknown> {
  if (typeof body !== 'string') return body instanceof Blob ? binaryValue(body) : body
  // Such answers have no body, whatever type they name.
  if (body === '' && (method === 'HEAD' || statusCode === 204 || statusCode === 205)) return body
  return mediaKind(contentType) === 'text' && isJson(contentType) ? JSON.parse(body) : body
}

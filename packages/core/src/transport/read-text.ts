import type { Clock } from '../runtime/clock.js'
import { timeoutReason } from './with-timeout.js'

/** The body as text, or as much of it as the bound allows. */
export interface BoundedText {
  readonly text: string
  readonly tooLong: boolean
}

/** What an empty piece counts as: without end, they would leave no time for anything else, such as a timer. */
const emptyPieceBytes = 100

/**
 * Reads at most `maxBytes` bytes of the body as UTF-8, then lets go of the rest. It waits for no cancellation: one branch
 * of a body that was cloned is cancelled only when the other one is.
 *
 * @throws the signal's reason as soon as it aborts; what the body fails with.
 */
export async function readText(
  { body }: { readonly body: ReadableStream<Uint8Array> | null },
  maxBytes: number,
  signal?: AbortSignal,
): Promise<BoundedText> {
  if (body === null) return { text: '', tooLong: false }
  signal?.throwIfAborted()
  const reader = body.getReader()
  const stop = (): void => void reader.cancel().catch(() => {})
  signal?.addEventListener('abort', stop)
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      signal?.throwIfAborted()
      if (done) return { text: text + decoder.decode(), tooLong: false }
      bytes += value.byteLength || emptyPieceBytes
      if (bytes > maxBytes) {
        stop()
        return { text, tooLong: true }
      }
      text += decoder.decode(value, { stream: true })
    }
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/**
 * The same, for at most `withinMs` milliseconds.
 *
 * @throws a `TimeoutError`; what the body fails with.
 */
export async function readTextWithin(
  response: { readonly body: ReadableStream<Uint8Array> | null },
  maxBytes: number,
  clock: Clock,
  withinMs: number,
): Promise<BoundedText> {
  const tooLate = new AbortController()
  const cancel = clock.setTimer(() => tooLate.abort(timeoutReason(withinMs)), withinMs)
  try {
    return await readText(response, maxBytes, tooLate.signal)
  } finally {
    cancel()
  }
}

/** Lets go of a body that is not wanted, and does not wait for its end. */
export function discard({ body }: Response): void {
  void body?.cancel().catch(() => {})
}

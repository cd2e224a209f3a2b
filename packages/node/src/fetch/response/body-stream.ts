import type { Readable } from 'node:stream'
import type { ReadableByteStreamController } from 'node:stream/web'
import { networkFailure } from '../failure.js'

/** An answer's body as the web has it. */
export interface BodyStream {
  readonly stream: ReadableStream<Uint8Array>
  /** Ends it early: its reader gets the reason itself. */
  fail(reason: unknown): void
}

/** The messages between the body's reader and its source. */
interface Events {
  /** The reader wants no more. */
  onCancel(): void
  /** Nothing more comes: it was read to the end, failed or was cancelled. */
  onSettled(): void
}

/**
 * Node's stream as a web byte stream that asks for more only when someone reads. (`Readable.toWeb` counts chunks, not
 * bytes, and gives no byte stream.)
 */
export function bodyStream(source: Readable, { onCancel, onSettled }: Events): BodyStream {
  let settled = false
  let wake = (): void => {}
  let controller: ReadableByteStreamController
  const settle = (): boolean => {
    if (settled) return false
    settled = true
    wake()
    onSettled()
    return true
  }
  const fail = (reason: unknown): void => {
    if (settle()) controller.error(reason)
  }
  const end = (): void => {
    if (!settle()) return
    controller.close()
    controller.byobRequest?.respond(0)
  }
  const stream = new ReadableStream({
    type: 'bytes',
    start(byteController) {
      controller = byteController
    },
    async pull() {
      while (!settled) {
        const chunk: Buffer | null = source.read()
        if (chunk !== null) return controller.enqueue(ownBytes(chunk))
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
    cancel() {
      if (settle()) onCancel()
    },
  })
  source.on('readable', () => wake())
  source.once('end', end)
  source.once('error', error => fail(networkFailure(error, 'terminated')))
  source.once('close', () => fail(networkFailure(new Error('The connection was closed'), 'terminated')))
  return { stream, fail }
}

/** A body that has arrived whole. Until it is read, it can still be made to fail. */
export function bytesStream(bytes: Uint8Array, onSettled: () => void): BodyStream {
  let settled = false
  let controller: ReadableByteStreamController
  const settle = (): boolean => {
    if (settled) return false
    settled = true
    onSettled()
    return true
  }
  const stream = new ReadableStream({
    type: 'bytes',
    start(byteController) {
      controller = byteController
    },
    pull() {
      if (!settle()) return
      if (bytes.byteLength > 0) controller.enqueue(ownBytes(bytes))
      controller.close()
      controller.byobRequest?.respond(0)
    },
    cancel: () => void settle(),
  })
  return {
    stream,
    fail(reason) {
      if (settle()) controller.error(reason)
    },
  }
}

/** A byte stream takes over the memory it is given, and Node cuts several chunks from one piece. */
function ownBytes(chunk: Uint8Array): Uint8Array {
  return chunk.byteLength === chunk.buffer.byteLength ? chunk : new Uint8Array(chunk)
}

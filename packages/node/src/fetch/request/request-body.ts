import { Readable } from 'node:stream'
import { types } from 'node:util'
import type { Body } from '@looker-auth/core'
import { refused } from '../failure.js'

/** A request's body, ready to be sent. */
export interface Payload {
  /** What goes on the wire: a new stream each time, where it is one. */
  open(): string | Uint8Array | Readable
  /** Length in bytes, where {@link open} gives a stream of known length. */
  readonly length?: number
  /** The Content-Type that stands for this kind of body, unless the caller gave one. */
  readonly contentType?: string
  /** Whether it can be sent a second time. */
  readonly replayable: boolean
}

/** Reads a body as `fetch` does: bytes are taken as they are now, whatever the caller changes later. */
export async function toPayload(body: Body): Promise<Payload> {
  if (body instanceof URLSearchParams) {
    return textPayload(body.toString(), 'application/x-www-form-urlencoded;charset=UTF-8')
  }
  if (types.isAnyArrayBuffer(body) || ArrayBuffer.isView(body)) return bytesPayload(body)
  if (body instanceof Blob) return blobPayload(body)
  if (body instanceof FormData) return formPayload(body)
  if (body instanceof ReadableStream) return streamPayload(body)
  if (typeof body === 'object' && Symbol.asyncIterator in body) return iterablePayload(body)
  return textPayload(String(body))
}

/** A body that is text. */
export function textPayload(text: string, contentType = 'text/plain;charset=UTF-8'): Payload {
  return { open: () => text, contentType, replayable: true }
}

function bytesPayload(body: ArrayBufferLike | ArrayBufferView): Payload {
  const view = ArrayBuffer.isView(body)
    ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    : new Uint8Array(body)
  const bytes = Buffer.from(view)
  return { open: () => bytes, replayable: true }
}

function blobPayload(blob: Blob, contentType = blob.type): Payload {
  return {
    open: () => readableOf(blob.stream()),
    length: blob.size,
    ...(contentType !== '' && { contentType }),
    replayable: true,
  }
}

/** The platform writes the multipart text; it is held in memory. */
async function formPayload(form: FormData): Promise<Payload> {
  const written = new Response(form)
  const contentType = written.headers.get('content-type') ?? ''
  return blobPayload(await written.blob(), contentType)
}

function streamPayload(stream: ReadableStream): Payload {
  if (stream.locked) throw refused('the body is a stream that is already in use')
  return { open: () => readableOf(stream), replayable: false }
}

function iterablePayload(chunks: AsyncIterable<unknown>): Payload {
  return { open: () => Readable.from(bytesOnly(chunks), { objectMode: false }), replayable: false }
}

async function* bytesOnly(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield bytesOf(chunk)
}

/** Reads on only as fast as it is sent, and lets go of the source when the sending ends early. */
function readableOf(stream: ReadableStream): Readable {
  const reader = stream.getReader()
  return new Readable({
    read() {
      reader.read().then(
        ({ done, value }) => {
          if (done) this.push(null)
          else pushBytes(this, value)
        },
        error => this.destroy(asError(error)),
      )
    },
    destroy(error, callback) {
      reader.cancel(error).then(
        () => callback(error),
        () => callback(error),
      )
    },
  })
}

function pushBytes(readable: Readable, value: unknown): void {
  try {
    const bytes = bytesOf(value)
    // An empty chunk would not ask for the next one.
    if (bytes.byteLength > 0) readable.push(bytes)
    else readable._read(0)
  } catch (error) {
    readable.destroy(asError(error))
  }
}

function bytesOf(chunk: unknown): Uint8Array {
  if (types.isUint8Array(chunk)) return chunk
  throw refused('the body is a stream of something other than Uint8Array')
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

import { check, equal } from '../contract.js'
import {
  type FetchCase,
  type FetchContext,
  newId,
  pause,
  rejection,
  rejectsWithTypeError,
} from './context.js'
import { floodChunkBytes } from './server.js'

/** Streams, in both directions. */
export function streamCases({ fetch, at, until }: FetchContext): FetchCase[] {
  return [
    {
      name: 'a stream is sent chunk by chunk',
      needs: 'request-streams',
      async run() {
        const body = streamOf(['one ', '', 'zwö ', 'three'])
        const answer = await fetch(at('/echo'), { method: 'POST', body, duplex: 'half' } as RequestInit)
        const seen = (await answer.json()) as { text: string; headers: Record<string, string> }
        equal(seen.text, 'one zwö three', 'body')
        equal(seen.headers['content-length'], undefined, 'content-length')
      },
    },
    {
      name: 'a stream needs duplex: half',
      needs: 'request-streams',
      async run() {
        const init = { method: 'POST', body: streamOf(['x']) }
        await rejectsWithTypeError(fetch(at('/echo'), init), 'without duplex')
      },
    },
    {
      name: 'a stream that fails fails the call',
      needs: 'request-streams',
      async run() {
        const failing = new ReadableStream({
          pull(controller) {
            controller.error(new Error('no more'))
          },
        })
        const init = { method: 'POST', body: failing, duplex: 'half' } as RequestInit
        await rejection(fetch(at('/echo'), init), 'a failing stream')
      },
    },
    {
      name: 'the first chunk can be read before the answer ends',
      async run() {
        const { body } = await fetch(at('/endless', { id: newId() }))
        const reader = (body as ReadableStream<Uint8Array>).getReader()
        const { value } = await reader.read()
        equal(new TextDecoder().decode(value), 'first', 'first chunk')
        await reader.cancel()
      },
    },
    {
      name: 'cancelling the body lets go of the connection',
      needs: 'cancellation',
      async run() {
        const id = newId()
        const { body } = await fetch(at('/endless', { id }))
        await body?.cancel()
        await until(id, ({ cancelled }) => cancelled, 'the server notices')
      },
    },
    {
      name: 'a body that nobody reads is not pulled in: backpressure reaches the server',
      needs: 'backpressure',
      async run() {
        const id = newId()
        const chunks = (64 * 1024 * 1024) / floodChunkBytes
        const { body } = await fetch(at('/flood', { id, chunks: String(chunks) }))
        let pulled = -1
        // It may take what the system's socket buffers hold; then it has to stand still.
        const { pulled: atRest } = await until(
          id,
          trace => {
            const still = trace.pulled === pulled && trace.pulled > 0
            pulled = trace.pulled
            return still
          },
          'the server comes to rest',
        )
        await pause(50)
        const { pulled: later } = await until(id, () => true, 'the trace')
        await body?.cancel()
        check(
          Math.max(atRest, later) < chunks / 2,
          `${later} of ${chunks} chunks were pulled before anyone read`,
        )
      },
    },
    {
      name: 'the body is a byte stream',
      needs: 'byte-streams',
      async run() {
        const { body } = await fetch(at('/text'))
        const reader = (body as ReadableStream<Uint8Array>).getReader({ mode: 'byob' })
        const { value } = await reader.read(new Uint8Array(3))
        equal(new TextDecoder().decode(value), 'Gr\ufffd', 'the first three bytes')
        await reader.cancel()
      },
    },
  ]
}

function streamOf(texts: readonly string[]): ReadableStream<Uint8Array> {
  const chunks = texts.map(text => new TextEncoder().encode(text))
  return new ReadableStream({
    pull(controller) {
      const next = chunks.shift()
      if (next === undefined) controller.close()
      else controller.enqueue(next)
    },
  })
}

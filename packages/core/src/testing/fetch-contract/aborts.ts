import type { Fetch } from '../../runtime/fetch.js'
import { equal } from '../contract.js'
import { type FetchCase, type FetchContext, newId, pause, rejection } from './context.js'

/** Aborts: whoever aborts gets the reason back, itself. */
export function abortCases({ fetch, at, until }: FetchContext): FetchCase[] {
  return [
    {
      name: 'a signal that is aborted already rejects with its reason, and nothing is sent',
      async run() {
        const id = newId()
        const reason = new Error('no need')
        const error = await rejection(
          fetch(at('/text', { id }), { signal: AbortSignal.abort(reason) }),
          'aborted',
        )
        equal(error, reason, 'reason')
        const { seen } = await until(id, () => true, 'the trace')
        equal(seen, false, 'seen by the server')
      },
    },
    {
      name: 'an abort while waiting for the headers rejects with the reason itself',
      async run() {
        for (const reason of [new Error('changed my mind'), 'a string', { any: 'thing' }]) {
          const id = newId()
          const abort = new AbortController()
          const waiting = rejection(fetch(at('/hang', { id }), { signal: abort.signal }), 'aborted')
          await until(id, ({ seen }) => seen, 'the request arrives')
          abort.abort(reason)
          equal(await waiting, reason, 'reason')
        }
      },
    },
    {
      name: 'the server learns of an abort',
      needs: 'cancellation',
      async run() {
        const id = newId()
        const abort = new AbortController()
        const waiting = rejection(fetch(at('/hang', { id }), { signal: abort.signal }), 'aborted')
        await until(id, ({ seen }) => seen, 'the request arrives')
        abort.abort()
        await waiting
        await until(id, ({ cancelled }) => cancelled, 'the server notices')
      },
    },
    {
      name: 'an abort without a reason is an AbortError; AbortSignal.timeout is a TimeoutError',
      async run() {
        const abort = new AbortController()
        const waiting = rejection(fetch(at('/hang'), { signal: abort.signal }), 'aborted')
        abort.abort()
        equal(((await waiting) as DOMException).name, 'AbortError', 'name')
        const late = rejection(fetch(at('/hang'), { signal: AbortSignal.timeout(20) }), 'timed out')
        equal(((await late) as DOMException).name, 'TimeoutError', 'name')
      },
    },
    {
      name: 'an abort while the body is read rejects the reader with the reason itself',
      async run() {
        const reason = new Error('enough')
        const abort = new AbortController()
        const { body } = await fetch(at('/endless', { id: newId() }), { signal: abort.signal })
        const reader = (body as ReadableStream<Uint8Array>).getReader()
        await reader.read()
        const reading = rejection(reader.read(), 'reading on')
        abort.abort(reason)
        equal(await reading, reason, 'reason')
      },
    },
    {
      name: 'an abort before the body is read rejects a reader with the reason itself',
      async run() {
        const reason = new Error('enough')
        const abort = new AbortController()
        const { body } = await fetch(at('/endless'), { signal: abort.signal })
        abort.abort(reason)
        const reader = (body as ReadableStream<Uint8Array>).getReader()
        equal(await rejection(reader.read(), 'reading'), reason, 'reason')
      },
    },
    {
      name: 'an abort before the body is read rejects text() with the reason itself',
      needs: 'unread-abort-reason',
      async run() {
        for (const path of ['/endless', '/text']) {
          const reason = new Error('enough')
          const abort = new AbortController()
          const answer = await fetch(at(path), { signal: abort.signal })
          abort.abort(reason)
          equal(await rejection(answer.text(), path), reason, `reason at ${path}`)
        }
      },
    },
    {
      name: 'an abort after the end does no harm',
      async run() {
        const abort = new AbortController()
        const answer = await fetch(at('/text'), { signal: abort.signal })
        const text = await answer.text()
        abort.abort()
        equal(text, 'Grüße, 世界 🎉', 'text')
      },
    },
    {
      name: 'an abort while a stream is sent rejects with the reason itself',
      needs: 'request-streams',
      async run() {
        const { reason, error } = await abortWhileSending(fetch, at('/echo'))
        equal(error, reason, 'reason')
      },
    },
    {
      name: 'an abort lets go of the stream that is being sent',
      needs: 'stream-release',
      async run() {
        const { released } = await abortWhileSending(fetch, at('/echo'))
        await released()
      },
    },
    {
      name: "a Request's signal counts, and init's in its place",
      async run() {
        const own = new AbortController()
        const other = new AbortController()
        const ownReason = new Error('own')
        const otherReason = new Error('other')
        const request = new Request(at('/hang'), { signal: own.signal })
        const waiting = rejection(fetch(request), 'aborted')
        own.abort(ownReason)
        equal(await waiting, ownReason, "the Request's reason")
        const fresh = new Request(at('/hang'))
        const overridden = rejection(fetch(fresh, { signal: other.signal }), 'aborted')
        other.abort(otherReason)
        equal(await overridden, otherReason, "init's reason")
      },
    },
  ]
}

/** Sends a stream that stops after its first chunk, and aborts there. `released()` settles when the stream was cancelled. */
async function abortWhileSending(fetch: Fetch, url: string) {
  const reason = new Error('stop sending')
  const abort = new AbortController()
  const sending = signal()
  const cancelled = signal()
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(10))
      sending.done()
      return new Promise<void>(() => {})
    },
    cancel: () => cancelled.done(),
  })
  const init = { method: 'POST', body, duplex: 'half', signal: abort.signal } as RequestInit
  const waiting = rejection(fetch(url, init), 'aborted')
  await sending.promise
  abort.abort(reason)
  const late = async (): Promise<never> => {
    await pause(2000)
    throw new Error('the stream was not cancelled')
  }
  return { reason, error: await waiting, released: () => Promise.race([cancelled.promise, late()]) }
}

/** A promise to be resolved from outside. */
function signal() {
  let done = (): void => {}
  const promise = new Promise<void>(resolve => {
    done = resolve
  })
  return { promise, done: () => done() }
}

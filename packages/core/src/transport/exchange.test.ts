import { describe, expect, it } from 'vitest'
import type { WireRequest } from '../protocol/wire.js'
import type { Fetch } from '../runtime/fetch.js'
import { jsonAnswer, scriptedFetch } from '../testing/scripted-fetch.js'
import { simulatedClock } from '../testing/simulated-clock.js'
import { exchange } from './exchange.js'

const request: WireRequest = {
  method: 'POST',
  url: 'https://me.looker.com/api/4.0/login',
  headers: { accept: 'application/json' },
  body: 'client_secret=canary-secret',
  secrets: ['canary-secret'],
}
const never = (): Promise<Response> => new Promise(() => {})

describe('exchange', () => {
  it('sends the request without following redirects, and answers status, type, text, location and retry-after', async () => {
    const fetch = scriptedFetch(jsonAnswer({ a: 'é' }, 429, { location: '/x', 'retry-after': '3' }))
    const answer = await exchange({ fetch, clock: simulatedClock(), timeoutMs: 1000 }, request)
    expect(answer).toEqual({
      status: 429,
      contentType: 'application/json;charset=utf-8',
      headers: { 'content-type': 'application/json;charset=utf-8', location: '/x', 'retry-after': '3' },
      json: { a: 'é' },
      text: '{"a":"é"}',
      location: '/x',
      retryAfter: '3',
    })
    expect(fetch.seen[0]).toMatchObject({
      method: 'POST',
      url: request.url,
      body: request.body,
      redirect: 'manual',
    })
  })

  it.each(['Retry-After', 'retry-after', 'RETRY-AFTER'])(
    'a rate limit is read whatever case its header has: %s',
    async name => {
      const fetch = scriptedFetch(new Response('', { status: 429, headers: { [name]: '9' } }))
      expect((await exchange({ fetch, clock: simulatedClock(), timeoutMs: 0 }, request)).retryAfter).toBe('9')
    },
  )

  it('a body of 100 MB is let go of after the bound, not read to its end', async () => {
    let sent = 0
    let cancelled = false
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (sent === 100) return controller.close()
          sent++
          controller.enqueue(new Uint8Array(1024 * 1024).fill(97))
        },
        cancel() {
          cancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    const fetch: Fetch = async () => new Response(body)
    const answer = await exchange({ fetch, clock: simulatedClock(), timeoutMs: 0 }, request)
    expect(answer.flaw).toBe('too_long')
    expect(sent).toBeLessThan(4)
    expect(cancelled).toBe(true)
  })

  it('headers never ending: gives up after timeoutMs, also when the fetch ignores the signal', async () => {
    const clock = simulatedClock()
    const pending = exchange({ fetch: never, clock, timeoutMs: 5000 }, request)
    const outcome = expect(pending).rejects.toMatchObject({ code: 'timeout', retryable: true })
    await clock.advance(4999)
    expect(clock.pendingTimers()).toBe(1)
    await clock.advance(1)
    await outcome
    expect(clock.pendingTimers()).toBe(0)
  })

  it('a body that never ends gives up after timeoutMs', async () => {
    const clock = simulatedClock()
    const fetch: Fetch = async () =>
      new Response(new ReadableStream({ start: c => c.enqueue(new Uint8Array([123])) }))
    const pending = exchange({ fetch, clock, timeoutMs: 5000 }, request)
    const outcome = expect(pending).rejects.toMatchObject({ code: 'timeout' })
    await clock.advance(5000)
    await outcome
  })

  it("an abort rejects with the signal's reason, unchanged, and leaves no timer", async () => {
    const clock = simulatedClock()
    const reason = { why: 'the user left' }
    const abort = new AbortController()
    const pending = exchange({ fetch: never, clock, timeoutMs: 5000 }, request, abort.signal)
    abort.abort(reason)
    await expect(pending).rejects.toBe(reason)
    expect(clock.pendingTimers()).toBe(0)
    const fetch = scriptedFetch(jsonAnswer({}))
    await expect(exchange({ fetch, clock, timeoutMs: 0 }, request, abort.signal)).rejects.toBe(reason)
    expect(fetch.seen).toEqual([])
  })

  it('a connection that breaks off in the middle of the body is a network error', async () => {
    const broken = new ReadableStream({
      start: c => c.error(Object.assign(new Error('terminated'), { code: 'ECONNRESET' })),
    })
    const fetch: Fetch = async () => new Response(broken)
    await expect(exchange({ fetch, clock: simulatedClock(), timeoutMs: 0 }, request)).rejects.toMatchObject({
      code: 'network',
      retryable: true,
    })
  })
})

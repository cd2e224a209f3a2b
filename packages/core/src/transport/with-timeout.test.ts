import { describe, expect, test } from 'vitest'
import type { Fetch } from '../runtime/fetch.js'
import { simulatedClock } from '../testing/simulated-clock.js'
import { type BoundedFetch, withTimeout } from './with-timeout.js'

const url = 'https://me.looker.com/alive'

/** Never answers; rejects with the signal's reason. */
const silent: Fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    const signal = init?.signal
    signal?.addEventListener('abort', () => reject(signal.reason))
  })

describe('withTimeout', () => {
  test('0 is no bound', () => {
    expect(withTimeout(silent, simulatedClock(), 0)).toBe(silent)
  })

  test('it rejects with a TimeoutError when the headers do not come', async () => {
    const clock = simulatedClock()
    const waiting = withTimeout(silent, clock, 1000)(url).catch(error => error)
    await clock.advance(1000)
    const error: unknown = await waiting
    expect(error).toBeInstanceOf(DOMException)
    expect((error as DOMException).name).toBe('TimeoutError')
  })

  test('when the headers are here, no timer is left', async () => {
    const clock = simulatedClock()
    await withTimeout(async () => new Response(), clock, 1000)(url)
    await withTimeout(() => Promise.reject(new TypeError('fetch failed')), clock, 1000)(url).catch(() => {})
    expect(clock.pendingTimers()).toBe(0)
  })

  test('an abort of the caller rejects with the reason itself, from init or from a Request', async () => {
    for (const from of ['init', 'Request']) {
      const abort = new AbortController()
      const { signal } = abort
      const reason = new Error('enough')
      const fetch = withTimeout(silent, simulatedClock(), 1000)
      const waiting = from === 'init' ? fetch(url, { signal }) : fetch(new Request(url, { signal }))
      abort.abort(reason)
      expect(await waiting.catch(error => error)).toBe(reason)
    }
  })

  test("the caller's signal reaches the body, after the headers too", async () => {
    let given: AbortSignal | null | undefined
    const fetch: Fetch = async (_, init) => {
      given = init?.signal
      return new Response()
    }
    const abort = new AbortController()
    await withTimeout(fetch, simulatedClock(), 1000)(url, { signal: abort.signal })
    abort.abort('later')
    expect(given?.reason).toBe('later')
  })

  test('a fetch that keeps the bound by itself is asked to', async () => {
    const clock = simulatedClock()
    const asked: unknown[] = []
    const inner: Fetch = async () => new Response('bounded')
    const fetch: BoundedFetch = Object.assign((async () => new Response()) as Fetch, {
      bounded(...args: unknown[]) {
        asked.push(args)
        return inner
      },
    })
    expect(withTimeout(fetch, clock, 1000)).toBe(inner)
    expect(asked).toEqual([[1000, clock]])
  })
})

import { Looker40SDKStream } from '@looker/sdk'
import { describe, expect, test, vi } from 'vitest'
import { lookerAuthSession, lookerSdk } from '../src/index'
import { atEnd, failure, scene } from './scene'

const json = { 'content-type': 'application/json' }
const never = () => new Promise<never>(() => {})

describe('a signal', () => {
  test('of many calls at once, and of many SDK objects, gets one listener, and none is left', async () => {
    const { looker } = await scene()
    const { signal } = new AbortController()
    const add = vi.spyOn(signal, 'addEventListener')
    const remove = vi.spyOn(signal, 'removeEventListener')
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    atEnd(() => process.off('warning', note))
    const sdks = Array.from({ length: 20 }, () => lookerSdk(looker))
    const streams = new Looker40SDKStream(lookerAuthSession(looker))
    const calls = sdks.map(sdk => sdk.ok(sdk.me('id', { signal })))
    const streamed = streams.me(async response => response.json(), 'id', { signal })
    await Promise.all([...calls, streamed])
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(warnings).toEqual([])
    expect([add.mock.calls.length, remove.mock.calls.length]).toEqual([1, 1])
  })

  test('ends a stream whose callback waits for something else', async () => {
    const { looker } = await scene()
    const sdk = new Looker40SDKStream(lookerAuthSession(looker))
    const left = new Error('the user left')
    const controller = new AbortController()
    const call = sdk.me(
      async () => {
        controller.abort(left)
        return never()
      },
      undefined,
      { signal: controller.signal },
    )
    expect(await failure(call)).toBe(left)
  })

  test('that the wait handler aborts ends the call, and what the handler throws then goes nowhere', async () => {
    const { looker, answer } = await scene()
    answer('/busy', () => new Response('{}', { status: 429, headers: json }))
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    atEnd(() => process.off('unhandledRejection', note))
    const controller = new AbortController()
    const result = await lookerSdk(looker).get('/busy', null, null, {
      maxTries: 2,
      signal: controller.signal,
      waitHandler: () => {
        controller.abort()
        return Promise.reject(new Error('late'))
      },
    })
    expect(result).toMatchObject({ ok: false, error: { code: 'aborted' } })
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(unhandled).toEqual([])
  })
})

describe('a timeout ends a call that a fetch of the caller’s own would not end', () => {
  const endless = () => new Response(new ReadableStream({ pull: never }), { headers: json })

  test.each([
    ['whose answer never comes', never],
    ['whose body never ends', async () => endless()],
  ])('%s, with and without a token', async (_, make) => {
    const { looker, answer } = await scene()
    answer('/hanging', make)
    const sdk = lookerSdk(looker)
    const { transport } = sdk.authSession
    const calls = [
      sdk.get('/hanging', null, null, { timeout: 0.1 }),
      transport.request('GET', '/hanging', null, null, undefined, { timeout: 0.1 }),
    ]
    for (const result of await Promise.all(calls))
      expect(result).toMatchObject({ ok: false, error: { code: 'timeout' } })
  })
})

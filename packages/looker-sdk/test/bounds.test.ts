import { Looker40SDKStream } from '@looker/sdk'
import { describe, expect, test } from 'vitest'
import { lookerAuthSession, lookerSdk } from '../src/index'
import { failure, scene } from './scene'

/** Longer than any test waits. */
const lateMs = 30_000

async function lateScene() {
  const made = await scene()
  await made.looker.token()
  made.emulator.faults.add({ match: { path: '*/user' }, times: 'always', delayMs: lateMs })
  return made
}

describe('a call on a server that answers after 30 s', () => {
  test('with a timeout of 1 s rejects before that, of the call or of all calls', async () => {
    const { looker } = await lateScene()
    const [sdk, all] = [lookerSdk(looker), lookerSdk(looker, { timeout: 1 })]
    const calls = [sdk.ok(sdk.me(undefined, { timeout: 1 })), all.ok(all.me())]
    for (const error of await Promise.all(calls.map(failure)))
      expect(error).toMatchObject({
        name: 'LookerSDKError',
        code: 'timeout',
        message: expect.stringContaining('1 s'),
      })
  })

  test('with a signal rejects when that is aborted, with its reason as the cause', async () => {
    const { looker } = await lateScene()
    const sdk = lookerSdk(looker)
    const error = await failure(sdk.ok(sdk.me(undefined, { signal: AbortSignal.timeout(500) })))
    expect(error).toMatchObject({ code: 'timeout', cause: { name: 'TimeoutError' } })
    const reason = new Error('the user left')
    expect(await sdk.me(undefined, { signal: AbortSignal.abort(reason) })).toMatchObject({
      ok: false,
      error: { code: 'aborted', cause: reason, message: 'the user left' },
    })
  })

  test('as a stream rejects by timeout and by signal too', async () => {
    const { looker } = await lateScene()
    const sdk = new Looker40SDKStream(lookerAuthSession(looker))
    const read = async (response: Response) => response.json()
    expect(await failure(sdk.me(read, undefined, { timeout: 0.2 }))).toMatchObject({ name: 'TimeoutError' })
    expect(await failure(sdk.me(read, undefined, { signal: AbortSignal.timeout(200) }))).toMatchObject({
      name: 'TimeoutError',
    })
  })

  test('waits as long as its own timeout says, though that of the session is shorter', async () => {
    const { looker, emulator } = await scene({ timeoutMs: 500 })
    await looker.token()
    emulator.faults.add({ match: { path: '*/user' }, answerDelayMs: 1500 })
    const sdk = lookerSdk(looker)
    expect((await sdk.ok(sdk.me())).id).toBe('1')
  })

  test('of one caller does not end the login of the others', async () => {
    const { looker, emulator } = await scene()
    emulator.faults.add({ match: { path: '*/login' }, delayMs: 1000 })
    const sdk = lookerSdk(looker)
    const impatient = sdk.me(undefined, { timeout: 0.1 })
    const patient = sdk.me()
    expect(await impatient).toMatchObject({ ok: false, error: { code: 'timeout' } })
    expect(await patient).toMatchObject({ ok: true, value: { id: '1' } })
    expect(emulator.stats).toMatchObject({ login: 1 })
  })
})

describe('a body', () => {
  test('that never ends is bounded by the timeout', async () => {
    const { looker, answer } = await scene()
    answer('/endless', () => endless())
    expect(await lookerSdk(looker).get('/endless', null, null, { timeout: 0.2 })).toMatchObject({
      ok: false,
      error: { code: 'timeout' },
    })
  })

  test('is streamed: the callback reads its beginning before its end is sent, past the timeout', async () => {
    const { looker, answer } = await scene()
    let finish = (): void => {}
    answer('/user', () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('first '))
          finish = () => {
            controller.enqueue(new TextEncoder().encode('last'))
            controller.close()
          }
        },
      })
      return new Response(body)
    })
    const sdk = new Looker40SDKStream(lookerAuthSession(looker))
    const parts: string[] = []
    await sdk.me(
      async response => {
        for await (const part of response.body ?? []) {
          parts.push(new TextDecoder().decode(part))
          if (parts.length === 1) setTimeout(finish, 600)
        }
        return {}
      },
      undefined,
      { timeout: 0.3 },
    )
    expect(parts).toEqual(['first ', 'last'])
  })
})

describe('another try', () => {
  test('comes with maxTries, no sooner than Retry-After says', async () => {
    const { looker, emulator } = await scene()
    emulator.faults.add({ match: { path: '*/user' }, times: 2, status: 429, retryAfter: 0 })
    const sdk = lookerSdk(looker, { maxTries: 3 })
    expect((await sdk.ok(sdk.me())).id).toBe('1')
    emulator.faults.add({ match: { path: '*/user' }, status: 503 })
    expect(await lookerSdk(looker).me()).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  })

  test('is asked of the wait handler, which may end the call', async () => {
    const { looker, emulator } = await scene()
    emulator.faults.add({ match: { path: '*/user' }, times: 'always', status: 429, retryAfter: 7 })
    const waits: number[] = []
    const sdk = lookerSdk(looker, {
      maxTries: 5,
      waitHandler: async ({ waitMS, attempt }) => {
        waits.push(waitMS)
        return attempt < 3 ? { response: 'retry' } : { response: 'error', reason: 'enough' }
      },
    })
    expect(await sdk.me()).toMatchObject({ ok: false, error: { status: 408 } })
    expect(waits).toEqual([7000, 7000, 7000])
  })

  test('does not outlast the timeout of the call', async () => {
    const { looker, emulator } = await scene()
    emulator.faults.add({ match: { path: '*/user' }, times: 'always', status: 429, retryAfter: 60 })
    const sdk = lookerSdk(looker, { maxTries: 5, timeout: 0.5 })
    expect(await sdk.me()).toMatchObject({ ok: false, error: { code: 'timeout' } })
  })
})

function endless(): Response {
  return new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), {
    headers: { 'content-type': 'application/json' },
  })
}

import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Fetch } from '../runtime/fetch.js'
import { systemRandom } from '../runtime/random.js'
import { simulatedClock } from '../testing/simulated-clock.js'
import { type AuthCalls, login, loginUser, logout } from './auth-calls.js'
import { failureTable } from './failure-table.js'
import { defaultRetry } from './retry.js'

afterEach(() => {
  vi.restoreAllMocks()
})

const key = { clientId: 'an-id', clientSecret: 'a-secret' }

function callsAnswering(answer: () => Response): AuthCalls {
  const clock = simulatedClock()
  const fetch: Fetch = async () => answer()
  return {
    target: { baseUrl: 'https://looker.example', apiVersion: '4.0', authScheme: 'token' },
    transport: { fetch, clock, timeoutMs: 0, failures: failureTable },
    retry: { ...defaultRetry, attempts: 1 },
    credentialsIn: 'body',
    clock,
    random: systemRandom(),
  }
}

const operations: [string, (calls: AuthCalls) => Promise<unknown>][] = [
  ['login', calls => login(calls, key)],
  ['login_user', calls => loginUser(calls, 'a-token', { userId: '789' })],
  ['logout', calls => logout(calls, 'a-token')],
]

describe.each(operations)('the answer to %s', (_, run) => {
  it.each([
    ['that is no JSON', 200, '['.repeat(60_000)],
    ['of an error', 400, JSON.stringify({ message: 'x'.repeat(60_000) })],
    ['that grants', 200, JSON.stringify({ access_token: 'one', token_type: 'Bearer', expires_in: 3600 })],
  ])('%s is parsed once', async (_name, status, text) => {
    const parse = vi.spyOn(JSON, 'parse')
    const headers = { 'content-type': 'application/json' }
    const calls = callsAnswering(() => new Response(text, { status, headers }))
    await Promise.allSettled([run(calls)])
    expect(parse.mock.calls.filter(([given]) => given === text).length).toBe(1)
  })
})

describe.each(operations.slice(0, 2))('an answer to %s of more than 64 KiB', (_, run) => {
  it('is let go of there, is not parsed, and is `malformed_response`', async () => {
    const parse = vi.spyOn(JSON, 'parse')
    let sent = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          sent += 4096
          controller.enqueue(new Uint8Array(4096).fill(91))
          if (sent >= 1_000_000) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const failed = run(callsAnswering(() => new Response(body)))
    await expect(failed).rejects.toMatchObject({
      code: 'malformed_response',
      message: expect.stringContaining('too long'),
    })
    expect(sent).toBeLessThanOrEqual(64 * 1024 + 4096)
    expect(parse).not.toHaveBeenCalled()
  })
})

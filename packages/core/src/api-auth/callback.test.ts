import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Fetch } from '../runtime/fetch.js'
import { jsonAnswer, type ScriptedAnswer, scriptedFetch } from '../testing/scripted-fetch.js'
import { settled, simulatedClock } from '../testing/simulated-clock.js'
import { ApiAuthApi, type ApiAuthApiOptions } from './api-auth-api.js'
import type { ApiAuthResponse } from './response.js'

const token = (name: string, headers: Record<string, string> = {}) =>
  jsonAnswer({ access_token: name, token_type: 'Bearer', expires_in: 3600 }, 200, headers)
const gone = () => new Response(null, { status: 204 })
const notFound = () => jsonAnswer({ message: 'Not found' }, 404)
const unauthenticated = () => jsonAnswer({ message: 'Requires authentication.' }, 401)
const other = { clientId: 'other-id', clientSecret: 'canary-other' }

function apiWith(answers: ScriptedAnswer[], options: Partial<ApiAuthApiOptions> = {}) {
  const fetch = scriptedFetch(...answers)
  const clock = simulatedClock()
  const credentials = { clientId: 'admin-id', clientSecret: 'canary-secret' }
  const api = new ApiAuthApi({ baseUrl: 'https://me.looker.com', fetch, clock, credentials, ...options })
  return { api, fetch, clock }
}

type Called = [error: unknown, data: unknown, response: ApiAuthResponse | undefined]

/** What the operation calls back with. */
const called = (run: (callback: (...args: Called) => void) => unknown) =>
  new Promise<Called>(resolve => {
    expect(run((...args) => resolve(args))).toBeUndefined()
  })

describe('with a callback, as in the documents', () => {
  it('login answers (null, data, response) and returns undefined', async () => {
    const { api } = apiWith([token('A')])
    const [error, data, response] = await called(callback => api.login({}, callback))
    expect(error).toBeNull()
    expect(data).toMatchObject({ access_token: 'A' })
    expect(response?.status).toBe(200)
  })

  it('opts may be left out; loginUser and logout take the callback last', async () => {
    const { api } = apiWith([token('A'), token('U'), gone()])
    expect((await called(callback => api.login(callback)))[1]).toMatchObject({ access_token: 'A' })
    expect((await called(callback => api.loginUser(789, callback)))[1]).toMatchObject({ access_token: 'U' })
    expect((await called(callback => api.logout(callback)))[0]).toBeNull()
  })

  it('a failure comes as error, with data null, and with the response where there was one', async () => {
    const { api } = apiWith([notFound()])
    const [error, data, response] = await called(callback => api.login(callback))
    expect(error).toMatchObject({ code: 'bad_credentials' })
    expect(data).toBeNull()
    expect(response).toMatchObject({ status: 404, body: { message: 'Not found' } })
  })

  it('after logout, data is null', async () => {
    const { api } = apiWith([token('A'), gone()])
    const [error, data] = await called(callback => api.logout(callback))
    expect([error, data]).toEqual([null, null])
  })

  it('an error without an answer comes without a response, also when an earlier try had one', async () => {
    const { api, clock } = apiWith([jsonAnswer({}, 503), new TypeError('fetch failed')])
    const result = called(callback => api.login(callback))
    await clock.advance(10_000)
    expect((await result).slice(1)).toEqual([null, undefined])
  })

  it('a callback that is no function is an error', () => {
    const { api } = apiWith([token('A')])
    expect(() => api.logout('x' as unknown as () => void)).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    )
  })
})

describe('the response has what users of superagent read', () => {
  it('status, statusCode, ok, headers and header in lower case, type, text and body', async () => {
    const { api } = apiWith([token('A', { 'X-Request-Id': '7' })])
    const [, , response] = await called(callback => api.login(callback))
    const headers = { 'content-type': 'application/json;charset=utf-8', 'x-request-id': '7' }
    expect(response).toEqual({
      status: 200,
      statusCode: 200,
      ok: true,
      headers,
      header: headers,
      type: 'application/json',
      text: '{"access_token":"A","token_type":"Bearer","expires_in":3600}',
      body: { access_token: 'A', token_type: 'Bearer', expires_in: 3600 },
    })
  })

  it('an empty answer has an empty text, type and body', async () => {
    const { api } = apiWith([token('A'), gone()])
    const [, , response] = await called(callback => api.logout(callback))
    expect(response).toMatchObject({ status: 204, ok: true, headers: {}, type: '', text: '', body: {} })
  })

  it('a text that is not JSON is no body, whatever its type says', async () => {
    for (const type of ['text/html', 'application/json']) {
      const { api } = apiWith([new Response('<html>', { status: 502, headers: { 'content-type': type } })], {
        retry: { attempts: 1 },
      })
      const [, , response] = await called(callback => api.login(callback))
      expect(response).toMatchObject({ status: 502, ok: false, type, text: '<html>', body: {} })
    }
  })
})

describe('the response is the answer to this operation, or undefined', () => {
  const impossible: [id: unknown, apiVersion: '3.1' | '4.0'][] = [
    ['..', '4.0'],
    [undefined, '4.0'],
    ['abc', '3.1'],
    [7.5, '3.1'],
  ]
  it.each(impossible)(
    'loginUser(%s) on API %s, also after a login: none, and no request',
    async (id, apiVersion) => {
      for (const signedIn of [true, false]) {
        const { api, fetch } = apiWith([token('canary-admin')], { apiVersion })
        if (signedIn) await api.login()
        const [error, data, response] = await called(callback => api.loginUser(id as string, callback))
        expect(error).toMatchObject({ code: 'invalid_user_id' })
        expect([data, response]).toEqual([null, undefined])
        expect(fetch.seen).toHaveLength(signedIn ? 1 : 0)
      }
    },
  )

  it.each(['loginUser', 'logout'] as const)('%s that cannot sign in first: none', async operation => {
    const { api } = apiWith([notFound()])
    const [error, data, response] = await called(callback =>
      operation === 'logout' ? api.logout(callback) : api.loginUser(789, callback),
    )
    expect(error).toMatchObject({ code: 'bad_credentials' })
    expect([data, response]).toEqual([null, undefined])
  })

  it('loginUser whose own request gets no answer: none, though the login had one', async () => {
    const { api } = apiWith([token('canary-admin'), new TypeError('fetch failed')], {
      retry: { attempts: 1 },
    })
    expect((await called(callback => api.loginUser(789, callback)))[2]).toBeUndefined()
  })

  it('loginUser whose token was rejected and cannot be renewed: none', async () => {
    const { api } = apiWith([token('A'), unauthenticated(), notFound()])
    const [error, , response] = await called(callback => api.loginUser(789, callback))
    expect(error).toMatchObject({ code: 'bad_credentials' })
    expect(response).toBeUndefined()
  })

  it('logout while a later login fails: the answer of logout', async () => {
    const { api } = apiWith([token('B'), notFound(), gone()])
    await api.login(other)
    const failing = called(callback => api.login({ ...other, clientId: 'x' }, callback))
    expect((await called(callback => api.logout(callback)))[2]).toMatchObject({ status: 204 })
    expect((await failing)[2]).toMatchObject({ status: 404 })
  })

  it('login without credentials after a login: none', async () => {
    const { api } = apiWith([token('A')], { credentials: undefined })
    await api.login(other)
    expect((await called(callback => api.login(callback))).slice(1)).toEqual([null, undefined])
    expect((await called(callback => api.login({ clientId: 'x' }, callback))).slice(1)).toEqual([
      null,
      undefined,
    ])
  })

  it('of concurrent calls, each gets its own', async () => {
    const held = new Map<string, () => void>()
    const fetch: Fetch = input =>
      new Promise(resolve => {
        const path = new URL(String(input)).pathname.slice('/api/4.0'.length)
        held.set(path, () => resolve(path === '/login' ? token('A') : token('U', { 'x-path': path })))
      })
    const { api } = apiWith([], { fetch })
    const ids = [1, 2, 3]
    const all = Promise.all(ids.map(id => called(callback => api.loginUser(id, callback))))
    await settled()
    held.get('/login')?.()
    await settled()
    for (const id of [3, 1, 2]) held.get(`/login/${id}`)?.()
    expect((await all).map(([, , response]) => response?.headers['x-path'])).toEqual(
      ids.map(id => `/login/${id}`),
    )
  })

  it('two callers that share a login get a response and data of their own', async () => {
    const { api, fetch } = apiWith([token('A'), token('U')])
    const [one, two] = await Promise.all([1, 2].map(() => called(callback => api.login(callback))))
    expect([one?.[2]?.status, two?.[2]?.status]).toEqual([200, 200])
    for (const part of [one?.[1], one?.[2]?.body]) Object.assign(part as object, { access_token: 'changed' })
    expect([two?.[1], two?.[2]?.body]).toEqual(Array(2).fill(expect.objectContaining({ access_token: 'A' })))
    await api.loginUser(789)
    expect(fetch.seen.at(-1)?.headers.get('authorization')).toBe('token A')
  })
})

describe('a secret in a response', () => {
  it('an answer that repeats the secret comes without it', async () => {
    const answer = jsonAnswer({ message: 'no canary-secret here' }, 422, { 'x-echo': 'canary-secret' })
    const { api } = apiWith([answer])
    const [, , response] = await called(callback => api.login(callback))
    expect(response?.body).toEqual({ message: 'no [redacted] here' })
    expect(JSON.stringify(response)).not.toContain('canary-secret')
  })

  it("headers of another user's token come without the admin's", async () => {
    const { api } = apiWith([token('canary-admin'), token('U', { 'x-echo': 'by canary-admin' })])
    const [, , response] = await called(callback => api.loginUser(789, callback))
    expect(response?.headers['x-echo']).toBe('by [redacted]')
  })

  it('errors show nothing of a response', async () => {
    const { api } = apiWith([token('canary-admin'), jsonAnswer({ access_token: 'canary-token' })])
    const [error, , response] = await called(callback => api.loginUser(789, callback))
    expect(response?.body).toEqual({ access_token: 'canary-token' })
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toMatch(/canary/)
  })
})

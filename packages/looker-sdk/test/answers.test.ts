import { DelimArray } from '@looker/sdk-rtl'
import { type AuthError, createSession } from '@looker-auth/core'
import { describe, expect, test } from 'vitest'
import { lookerSdk } from '../src/index'
import { atEnd, failure, scene } from './scene'

const json = { 'content-type': 'application/json' }

describe('a request', () => {
  test('writes query parameters as the SDK does: dates, arrays, objects, texts that are encoded already', async () => {
    const { looker, sent, answer } = await scene()
    answer('/queries', () => new Response('[]', { headers: json }))
    const sdk = lookerSdk(looker)
    await sdk.get('/queries', {
      at: new Date(0),
      fields: new DelimArray(['id', 'name']),
      filter: { a: 'b&c' },
      list: ['x', 'y'],
      text: 'a b&c=d/é',
      encoded: 'a%20b&c',
      percent: '100%',
      no: false,
      zero: 0,
      nothing: undefined,
      none: null,
    })
    const [, query] = sent.at(-1)?.url.split('?') ?? []
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      fields: 'id,name',
      filter: '{"a":"b&c"}',
      list: '["x","y"]',
      text: 'a b&c=d/é',
      encoded: 'a b&c',
      percent: '100%',
      no: 'false',
      zero: '0',
      none: 'null',
    })
  })

  test('sends bodies as JSON, as forms where the headers say so, and texts as they are', async () => {
    const { looker, sent, answer } = await scene()
    answer('/bodies', () => new Response('{}', { headers: json }))
    const sdk = lookerSdk(looker, { headers: { 'x-all': 'each call' } })
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    await sdk.post('/bodies', null, { a: new Date(0), b: [1] })
    await sdk.post('/bodies', null, { a: new Date(0), b: [1], c: null, d: 'x y' }, form)
    await sdk.post('/bodies', null, new URLSearchParams({ e: 'f&g' }))
    await sdk.post('/bodies', null, 'text as it is', { headers: { 'Content-Type': 'text/plain' } })
    await sdk.post('/bodies')
    const seen = sent.slice(1).map(({ headers, body }) => [headers.get('content-type'), body])
    expect(seen).toEqual([
      ['application/json', '{"a":"1970-01-01T00:00:00.000Z","b":[1]}'],
      ['application/x-www-form-urlencoded', 'a=1970-01-01T00%3A00%3A00.000Z&b=%5B1%5D&d=x+y'],
      ['application/x-www-form-urlencoded', 'e=f%26g'],
      ['text/plain', 'text as it is'],
      [null, ''],
    ])
    expect(sent.slice(1).every(({ headers }) => headers.get('x-all') === 'each call')).toBe(true)
    expect(sent.at(-1)?.headers.get('x-looker-appid')).toMatch(/^TS-SDK \d/)
  })

  test('without an authenticator goes out without a token, over the session’s connection', async () => {
    const { looker, url, sent, answer } = await scene()
    answer('https://docs.test/index.json', () => new Response('{"a":1}', { headers: json }))
    const { transport } = lookerSdk(looker).authSession
    const result = await transport.request('GET', 'https://docs.test/index.json')
    expect(result).toEqual({ ok: true, value: { a: 1 } })
    await transport.request('GET', '/alive')
    expect(sent.map(({ url }) => url)).toEqual(['https://docs.test/index.json', `${url}/alive`])
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([null, null])
  })

  test('of a header of the caller’s own Authorization fails, and nothing is sent', async () => {
    const { looker, sent } = await scene()
    const result = await lookerSdk(looker).me(undefined, { headers: { authorization: 'Bearer other' } })
    expect(result).toMatchObject({ ok: false, error: { code: 'configuration' } })
    expect(sent).toEqual([])
  })

  test('whose verify_ssl differs from the session’s is sent all the same, and one event says so', async () => {
    const { looker, events } = await scene()
    const sdk = lookerSdk(looker)
    for (let times = 0; times < 3; times++)
      expect((await sdk.ok(sdk.me(undefined, { verify_ssl: false }))).id).toBe('1')
    expect(process.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined()
    expect(events.filter(({ type }) => type === 'setting_ignored')).toEqual([
      { type: 'setting_ignored', setting: 'verify_ssl', hint: expect.stringContaining('verifySsl') },
    ])
  })
})

describe('an answer', () => {
  test.each([
    ['JSON', '{"a":[1]}', 'application/json; charset=utf-8', { a: [1] }],
    ['JSON of a vendor', '{"a":1}', 'application/vnd.looker+json', { a: 1 }],
    ['text', 'a,b\n', 'text/csv', 'a,b\n'],
    ['SQL', 'SELECT 1', 'application/sql', 'SELECT 1'],
    ['binary data', new Uint8Array([0, 127, 128, 255]), 'application/pdf', '\u0000\u007f\u0080\u00ff'],
    ['an image', new Uint8Array([137, 80]), 'image/png', '\u0089P'],
  ])('in %s has the value that the SDK for Node gives', async (_, body, type, value) => {
    const { looker, answer } = await scene()
    answer('/thing', () => new Response(body, { headers: { 'content-type': type } }))
    const sdk = lookerSdk(looker)
    expect(await sdk.get('/thing')).toEqual({ ok: true, value })
  })

  test('without a body or type is an empty text', async () => {
    const { looker, answer } = await scene()
    answer('/thing', () => new Response(null, { status: 204 }))
    expect(await lookerSdk(looker).delete('/thing')).toEqual({ ok: true, value: '' })
  })

  test('of a megabyte of binary data is one character for each byte', async () => {
    const { looker, answer } = await scene()
    const bytes = Uint8Array.from({ length: 1_000_003 }, (_, index) => index % 251)
    answer('/thing', () => new Response(bytes, { headers: { 'content-type': 'application/zip' } }))
    const text = await lookerSdk(looker).ok(lookerSdk(looker).get<string, Error>('/thing'))
    expect(Buffer.from(text, 'latin1').equals(Buffer.from(bytes))).toBe(true)
  })

  test('reaches the observer with lower-case headers, address, status and times', async () => {
    const { looker, url, answer } = await scene()
    answer(
      '/thing',
      () => new Response('[]', { headers: { ...json, Link: '<x>; rel="next"', 'X-Total-Count': '3' } }),
    )
    const sdk = lookerSdk(looker)
    const seen: unknown[] = []
    sdk.authSession.transport.observer = raw => {
      seen.push(raw)
      return { ...raw, body: '["observed"]' }
    }
    expect(await sdk.get('/thing', { a: 1 })).toEqual({ ok: true, value: ['observed'] })
    expect(seen).toEqual([
      expect.objectContaining({
        method: 'GET',
        url: `${url}/api/4.0/thing?a=1`,
        ok: true,
        statusCode: 200,
        headers: expect.objectContaining({ link: '<x>; rel="next"', 'x-total-count': '3' }),
      }),
    ])
  })
})

describe('a failed call', () => {
  test('has Looker’s message and documentation_url, and status, code and hint; ok() throws with them', async () => {
    const { looker } = await scene()
    const sdk = lookerSdk(looker)
    const result = await sdk.user('4711')
    expect(result).toMatchObject({
      ok: false,
      error: {
        message: 'Not found',
        documentation_url: expect.stringContaining('/err/4.0/404/'),
        status: 404,
        code: 'not_found',
        hint: expect.stringContaining('may not see'),
      },
    })
    const error = await failure(sdk.ok(sdk.user('4711')))
    expect(error).toMatchObject({
      name: 'LookerSDKError',
      message: 'Not found',
      status: 404,
      code: 'not_found',
    })
    expect(error.documentation_url).toContain('/err/4.0/404/')
  })

  test.each([
    [401, 'token_rejected'],
    [403, 'forbidden'],
    [418, 'request_failed'],
    [422, 'invalid'],
    [429, 'rate_limited'],
    [502, 'unavailable'],
  ])('of status %i has the code %s', async (status, code) => {
    const { looker, answer } = await scene()
    answer(
      '/thing',
      () => new Response('<html>no</html>', { status, headers: { 'content-type': 'text/html' } }),
    )
    expect(await lookerSdk(looker).get('/thing')).toMatchObject({
      ok: false,
      error: { message: 'Request failed: <html>no</html>', status, code },
    })
  })

  test('whose token cannot be had carries the AuthError', async () => {
    const { url } = await scene()
    const looker = createSession({
      baseUrl: url,
      credentials: { clientId: 'x', clientSecret: 'canary-secret' },
    })
    atEnd(() => looker.close())
    const sdk = lookerSdk(looker)
    const error = await failure(sdk.ok(sdk.me()))
    expect(error).toMatchObject({ name: 'LookerSDKError', code: 'bad_credentials', status: 404 })
    expect((error.cause as AuthError).code).toBe('bad_credentials')
    expect(JSON.stringify([error, error.cause, String(error.stack)])).not.toContain('canary-secret')
  })

  test('whose connection fails is network, with what fetch threw as its cause', async () => {
    const { looker, answer } = await scene()
    const thrown = new TypeError('fetch failed')
    answer('/thing', () => Promise.reject(thrown))
    expect(await lookerSdk(looker).get('/thing')).toEqual({
      ok: false,
      error: expect.objectContaining({
        type: 'sdk_error',
        message: 'fetch failed',
        code: 'network',
        cause: thrown,
      }),
    })
  })

  test('whose body is no JSON though its type says so is malformed_response', async () => {
    const { looker, answer } = await scene()
    answer('/thing', () => new Response('{', { headers: json }))
    expect(await lookerSdk(looker).get('/thing')).toMatchObject({
      ok: false,
      error: { code: 'malformed_response' },
    })
  })
})

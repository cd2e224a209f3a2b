import { describe, expect, test } from 'vitest'
import { lookerSdk } from '../src/index'
import { failure, scene } from './scene'

const json = { 'content-type': 'application/json' }

describe('a call that cannot be written', () => {
  const circular: Record<string, unknown> = {}
  circular.itself = circular

  test.each([
    ['a circular body', 'POST', undefined, circular],
    ['a body with a bigint', 'POST', undefined, { id: 1n }],
    ['half a character in the query', 'GET', { name: '\ud800' }, undefined],
    ['a date that is none in the query', 'GET', { at: new Date(Number.NaN) }, undefined],
    ['a GET with a body', 'GET', undefined, { id: 1 }],
  ] as const)('has the code invalid, not network: %s', async (_, method, query, body) => {
    const { looker, sent } = await scene()
    const result = await lookerSdk(looker).authRequest(method, '/thing', query, body)
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid', cause: expect.any(Error) } })
    expect(sent).toEqual([])
  })
})

describe('what the caller’s own function throws', () => {
  const thrown = new SyntaxError('of the caller')
  const fails = () => {
    throw thrown
  }

  test('has the code callback_failed: an observer', async () => {
    const { looker } = await scene()
    const sdk = lookerSdk(looker)
    sdk.authSession.transport.observer = fails
    expect(await sdk.me()).toMatchObject({
      ok: false,
      error: { code: 'callback_failed', message: 'of the caller', cause: thrown },
    })
    expect(await failure(sdk.authSession.transport.rawRequest('GET', '/alive'))).toBe(thrown)
  })

  test.each([
    ['that throws', fails],
    ['that rejects', async () => fails()],
    ['that answers nothing', (async () => {}) as never],
  ])('has the code callback_failed: a wait handler %s', async (_, waitHandler) => {
    const { looker, answer } = await scene()
    answer('/busy', () => new Response('{}', { status: 429, headers: json }))
    const result = await lookerSdk(looker, { maxTries: 2, waitHandler }).get('/busy')
    expect(result).toMatchObject({ ok: false, error: { code: 'callback_failed', cause: expect.any(Error) } })
  })
})

describe('an answer without a body', () => {
  test.each([
    ['HEAD', 200],
    ['DELETE', 204],
    ['POST', 205],
  ] as const)('to %s with status %i is an empty text, though its type is JSON', async (method, status) => {
    const { looker, answer } = await scene()
    answer('/thing', () => new Response(null, { status, headers: json }))
    expect(await lookerSdk(looker).authRequest(method, '/thing')).toEqual({ ok: true, value: '' })
  })

  test('to GET, whose type is JSON, is malformed_response: it was cut off', async () => {
    const { looker, answer } = await scene()
    answer('/thing', () => new Response('', { headers: json }))
    expect(await lookerSdk(looker).get('/thing')).toMatchObject({ error: { code: 'malformed_response' } })
  })

  test('and of an error says its status', async () => {
    const { looker, answer } = await scene()
    answer('/thing', () => new Response(' ', { status: 502 }))
    const sdk = lookerSdk(looker)
    expect((await failure(sdk.ok(sdk.get('/thing')))).message).toBe('Request failed with status 502')
  })
})

test('a message of the server that is no text is shown as JSON', async () => {
  const { looker, answer } = await scene()
  answer('/thing', () => new Response('{"message":{"a":["b"]}}', { status: 400, headers: json }))
  const sdk = lookerSdk(looker)
  expect((await failure(sdk.ok(sdk.get('/thing')))).message).toBe('{"a":["b"]}')
})

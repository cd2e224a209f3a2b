import { describe, expect, it } from 'vitest'
import { FORM, ORIGIN } from '../../test/client'
import { createEmulator } from '../index'

const SECRET = 'canary+secret%2Bwith&odd=ü'
const TOKEN = 'canaryTOKENcanaryTOKENcanaryTOKENcanary1'
const JSON_HEADERS = { 'content-type': 'application/json' }

/** What the journal shows of one request. */
async function shown(path: string, init: RequestInit = {}) {
  const apiKeys = [{ client_id: 'canary-key', client_secret: SECRET, user_id: 1 }]
  const emulator = createEmulator({ seed: { users: [{ id: 1, admin: true }], apiKeys } })
  await emulator.fetch(ORIGIN + path, init)
  const [entry] = emulator.requests
  return { entry, text: JSON.stringify(entry) }
}

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: FORM,
  body: new URLSearchParams(fields).toString(),
})
const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

describe('the journal shows no canary', () => {
  it.each<[string, string, RequestInit]>([
    ['a secret in the form', '/api/4.0/login', form({ client_id: 'canary-key', client_secret: SECRET })],
    [
      'a secret in the query',
      `/api/4.0/login?${query({ client_id: 'x', client_secret: SECRET })}`,
      { method: 'POST' },
    ],
    ['a secret given as client_id', '/api/4.0/login', form({ client_id: SECRET, client_secret: 'x' })],
    [
      'a secret not encoded at all',
      '/api/4.0/login',
      { method: 'POST', headers: FORM, body: `client_id=a&client_secret=${SECRET}` },
    ],
    ['a secret not encoded in the query', `/api/4.0/login?client_secret=${SECRET}`, { method: 'POST' }],
    [
      'a secret in JSON',
      '/api/4.0/login',
      { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ client_secret: SECRET }) },
    ],
    [
      'a secret deep in JSON',
      '/api/4.0/login',
      {
        method: 'POST',
        headers: JSON_HEADERS,
        body: JSON.stringify({ a: [{ b: { c: { d: SECRET } } }], x: SECRET }),
      },
    ],
    [
      'a secret as a name in JSON',
      '/api/4.0/login',
      { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ [SECRET]: 1 }) },
    ],
    [
      'a secret object in JSON',
      '/api/4.0/login',
      { method: 'POST', headers: JSON_HEADERS, body: '{"client_secret":{"a":"canary"}}' },
    ],
    [
      'a secret in broken JSON',
      '/api/4.0/login',
      { method: 'POST', headers: JSON_HEADERS, body: `{"client_secret":"${SECRET}` },
    ],
    ['a secret in a body of another type', '/api/4.0/login', { method: 'POST', body: SECRET }],
    ['a secret in the path', `/api/4.0/users/${encodeURIComponent(SECRET)}`, {}],
    ['a token in the path', `/api/4.0/users/${TOKEN}`, {}],
    ['part of a token in the path', `/api/4.0/users/${TOKEN.slice(0, 30)}`, {}],
    [
      'a token in the query',
      `/api/4.0/user?${query({ access_token: TOKEN, refresh_token: TOKEN, x: TOKEN })}`,
      {},
    ],
    [
      'a token in the form',
      '/api/token',
      form({ refresh_token: TOKEN, code: 'canary', code_verifier: 'canary' }),
    ],
    [
      'a token in JSON',
      '/api/token',
      { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ token: TOKEN, x: [TOKEN] }) },
    ],
    ['a token in the header', '/api/4.0/user', { headers: { authorization: `token ${TOKEN}` } }],
    ['a short token in the header', '/api/4.0/user', { headers: { authorization: 'Bearer canary' } }],
    ['credentials of another scheme', '/api/4.0/user', { headers: { authorization: 'Basic canary' } }],
    ['a header without a scheme', '/api/4.0/user', { headers: { authorization: 'canary' } }],
    ['a cookie', '/api/4.0/user', { headers: { cookie: 'session=canary' } }],
    ['a token in the user agent', '/api/4.0/user', { headers: { 'user-agent': `x ${TOKEN}` } }],
  ])('of %s', async (_, path, init) => {
    const { text } = await shown(path, init)
    expect(text).not.toMatch(/canary(?!-key)/i)
    expect(text).not.toContain('odd')
  })
})

describe('the journal shows', () => {
  it('one label for one token, wherever it stands, and another for another', async () => {
    const init = { headers: { authorization: `Bearer ${TOKEN}` } }
    const { entry } = await shown(`/api/4.0/users/${TOKEN}?access_token=${TOKEN}&token=other`, init)
    const label = entry?.query.access_token
    expect(label).toMatch(/^token#[0-9a-z]{11}$/)
    expect(entry?.headers.authorization).toBe(`Bearer ${label}`)
    expect(entry?.path).toBe(`/api/4.0/users/${label}`)
    expect(entry?.query.token).not.toBe(label)
  })

  it('labels of its own in each emulator', async () => {
    const labels = await Promise.all([shown(`/x?token=${TOKEN}`), shown(`/x?token=${TOKEN}`)])
    expect(labels[0]?.entry?.query.token).not.toBe(labels[1]?.entry?.query.token)
  })

  it('what is harmless as it is', async () => {
    const { entry } = await shown(
      '/api/4.0/users/a%20b?associative=true&x=1',
      form({ client_id: 'canary-key' }),
    )
    expect(entry).toMatchObject({
      path: '/api/4.0/users/a%20b',
      query: { associative: 'true', x: '1' },
      body: { client_id: 'canary-key' },
    })
  })

  it('the length of a body that it does not show', async () => {
    const { entry } = await shown('/api/4.0/login', { method: 'POST', body: 'hello' })
    expect(entry?.body).toBe('(5 characters, not shown)')
  })
})

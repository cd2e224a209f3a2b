import { describe, expect, it } from 'vitest'
import { clientOf, FORM, ORIGIN } from '../../test/client'
import { createEmulator } from '../index'

const SECRET = 'canary+secret%2Bwith&oddness=ü'
const TOKEN = 'canaryTOKENcanaryTOKENcanaryTOKENcanary1'
const JSON_HEADERS = { 'content-type': 'application/json' }

/** What the journal shows of one request. */
async function shown(path: string, init: RequestInit = {}, secrets = [SECRET]) {
  const apiKeys = secrets.map((client_secret, n) => ({
    client_id: n === 0 ? 'canary-key' : `canary-key${n}`,
    client_secret,
    user_id: 1,
  }))
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
    expect(text).not.toContain('oddness')
  })
})

describe('the journal finds a secret inside of other text:', () => {
  const secret = 'canary-s+é'
  const encoded = encodeURIComponent(secret)
  const headerText = String.fromCharCode(...new TextEncoder().encode(secret))
  const json = (value: unknown): RequestInit => ({
    method: 'POST',
    headers: JSON_HEADERS,
    body: JSON.stringify(value),
  })

  it.each<[string, string, RequestInit]>([
    ['a JSON value', '/api/4.0/login', json({ note: `key is ${secret}!` })],
    ['a JSON name', '/api/4.0/login', json({ [`${secret}x`]: 1 })],
    ['JSON within JSON', '/api/4.0/login', json({ note: JSON.stringify({ a: secret }) })],
    ['a query value', `/x?${query({ q: `x ${secret}` })}`, {}],
    ['a query name', `/x?${query({ [`x${secret}`]: 'x' })}`, {}],
    ['a query value, twice encoded', `/x?q=${encodeURIComponent(encoded)}`, {}],
    ['a query value with the plus left as it is', `/x?q=a${encoded.replace('%2B', '+')}`, {}],
    ['a form without names', '/api/4.0/login', { method: 'POST', headers: FORM, body: encoded }],
    ['a form value', '/api/4.0/login', form({ client_id: `canary-key:${secret}` })],
    ['a path segment', `/api/4.0/login/${encoded}x`, { method: 'POST' }],
    ['a path in small letters', `/api/4.0/login/${encoded.toLowerCase()}x`, { method: 'POST' }],
    ['a path encoded in whole', `/x/${encoded.replace('canary', '%63%61%6e%61%72%79')}`, {}],
    ['a path with a bad escape', `/api/4.0/users/${encoded}%ff`, {}],
    ['a path with half an escape', `/api/4.0/users/${encoded}%f`, {}],
    ['the user agent', '/x', { headers: { 'user-agent': `x ${secret} y` } }],
    ['the user agent in UTF-8', '/x', { headers: { 'user-agent': `x ${headerText} y` } }],
    ['the app id, encoded', '/x', { headers: { 'x-looker-appid': `app-${encoded}` } }],
    ['the origin', '/x', { headers: { origin: `https://${secret}.example` } }],
  ])('%s', async (_, path, init) => {
    const { text } = await shown(path, init, [secret])
    expect(text).toContain('(masked)')
    expect(text).not.toMatch(/canary(?!-key)/i)
  })

  it.each(['a/canary', 'a&canary=1', 'canary=1', 'a\\canary', 'canary (a) [b] {c}^$.*|?'])(
    'also %s, which a path or a form takes apart',
    async odd => {
      for (const text of [odd, encodeURIComponent(odd)]) {
        const { text: path } = await shown(`/x/y${text.split('?')[0] === text ? text : 'z'}`, {}, [odd])
        const { text: inQuery } = await shown(`/x?q=y${text}`, {}, [odd])
        const { text: inForm } = await shown('/x', { method: 'POST', headers: FORM, body: `q=y${text}` }, [
          odd,
        ])
        expect(path + inQuery + inForm).not.toContain('canary')
      }
    },
  )

  it('the longer one where one is a part of the other, and both where they overlap', async () => {
    const { entry } = await shown('/x?a=-canary-one-&b=abcdefgh-', {}, [
      'canary',
      'canary-one',
      'abcdef',
      'cdefgh',
    ])
    expect(entry?.query).toEqual({ a: '-(masked)-', b: '(masked)-' })
  })

  it('a number', async () => {
    const { entry } = await shown('/x', json({ a: 1234567, b: 12 }), ['1234567'])
    expect(entry?.body).toEqual({ a: '(masked)', b: 12 })
  })

  it('but a very short one only where it stands alone, and none in a field name that every login has', async () => {
    const { entry } = await shown(
      '/api/4.0/login?x=a',
      form({ client_id: 'canary-key', client_secret: 'a' }),
      ['a', 'secret'],
    )
    expect(entry).toMatchObject({
      path: '/api/4.0/login',
      query: { x: '(masked)' },
      body: { client_id: 'canary-key', client_secret: '(masked)' },
    })
  })

  it('a live token and a dead one, in each of these places', async () => {
    const emulator = createEmulator()
    const looker = clientOf(emulator)
    const [live, dead] = [await looker.login(), await looker.login()]
    emulator.revoke({ token: dead })
    for (const token of [live, dead]) {
      const init = { headers: { ...JSON_HEADERS, 'user-agent': `x${token}`, 'x-looker-appid': `${token}/1` } }
      await emulator.fetch(`${ORIGIN}/x/${token}%ff?q=is+${token}&${token}=1`, init)
      const body = JSON.stringify({ a: `is ${token}`, [token]: 1 })
      await emulator.fetch(`${ORIGIN}/x/%${token.charCodeAt(0).toString(16)}${token.slice(1)}`, {
        ...init,
        method: 'POST',
        body,
      })
    }
    const text = JSON.stringify(emulator.requests)
    for (const token of [live, dead]) expect(text).not.toContain(token.slice(4, 30))
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

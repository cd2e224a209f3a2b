import { describe, expect, it } from 'vitest'
import {
  ADMIN,
  clientOf,
  DISABLED,
  DOCS,
  docs,
  FORM,
  LOOKER_JSON,
  notFound,
  ORIGIN,
  REGULAR,
} from '../../test/client'
import { createEmulator } from '../index'

describe.each(['3.0', '3.1', '4.0'] as const)('POST /login on %s', version => {
  const setUp = (options = {}) => {
    const emulator = createEmulator({ options, now: () => 0 })
    return { emulator, looker: clientOf(emulator, version) }
  }

  it('grants a token for an API key in the form body', async () => {
    const { emulator, looker } = setUp()
    const response = await looker.post('/login', REGULAR)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, LOOKER_JSON])
    const body = (await response.json()) as { access_token: string }
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      ...(version === '4.0' ? { refresh_token: null } : {}),
    })
    expect(await looker.whoAmI(body.access_token)).toBe(version === '4.0' ? '2' : 2)
    expect(emulator.stats.login).toBe(1)
  })

  it('grants a token for an API key in the query', async () => {
    const { looker } = setUp()
    const response = await looker.send('POST', `/login?${new URLSearchParams(ADMIN)}`)
    expect(response.status).toBe(200)
  })

  it('prefers the body to the query', async () => {
    const { looker } = setUp()
    const body = new URLSearchParams(REGULAR).toString()
    const query = new URLSearchParams({ client_id: 'nobody', client_secret: 'nothing' })
    const response = await looker.send('POST', `/login?${query}`, undefined, { headers: FORM, body })
    expect(response.status).toBe(200)
  })

  it.each<[string, Record<string, string>]>([
    ['an unknown client_id', { client_id: 'nobody', client_secret: ADMIN.client_secret }],
    ['a wrong client_secret', { client_id: ADMIN.client_id, client_secret: 'wrong' }],
    ["another key's client_secret", { client_id: ADMIN.client_id, client_secret: REGULAR.client_secret }],
    ['no client_secret', { client_id: ADMIN.client_id }],
    ['nothing', {}],
    ["a disabled user's key", DISABLED],
  ])('answers %s with 404 "Not found"', async (_, key) => {
    const { emulator, looker } = setUp()
    const response = await looker.post('/login', key)
    expect([response.status, response.headers.get('content-type')]).toEqual([404, LOOKER_JSON])
    expect(await response.json()).toEqual(notFound('post/login', version))
    expect(emulator.stats).toMatchObject({ login: 0, refused: 1, live_tokens: 0 })
  })

  it('does not read credentials from a JSON body, which is not documented', async () => {
    const { looker } = setUp()
    const headers = { 'content-type': 'application/json' }
    const response = await looker.send('POST', '/login', undefined, { headers, body: JSON.stringify(ADMIN) })
    expect(response.status).toBe(404)
  })

  it('keeps secrets with %2B, +, &, = and letters beyond ASCII whole', async () => {
    const client_secret = 'a%2Bb+c&d=e ü✓'
    const seed = { users: [{ id: 1 }], apiKeys: [{ client_id: 'odd', client_secret, user_id: 1 }] }
    const looker = clientOf(createEmulator({ seed }), version)
    expect((await looker.post('/login', { client_id: 'odd', client_secret })).status).toBe(200)
    const query = new URLSearchParams({ client_id: 'odd', client_secret })
    expect((await looker.send('POST', `/login?${query}`)).status).toBe(200)
  })

  it('grants for as long as the option says', async () => {
    const { emulator, looker } = setUp({ tokenLifetimeSeconds: 5 })
    const token = await looker.login()
    emulator.clock.advance(4999)
    expect(await looker.whoAmI(token)).toBe(version === '4.0' ? '1' : 1)
    emulator.clock.advance(1)
    expect(await looker.whoAmI(token)).toBe(401)
  })

  it('leaves refresh_token out when told so', async () => {
    const { looker } = setUp({ nullRefreshToken: false })
    expect(await (await looker.post('/login', ADMIN)).json()).not.toHaveProperty('refresh_token')
  })

  it('answers 429 past the rate limit until the window ends', async () => {
    const { emulator, looker } = setUp({ rateLimit: { logins: 2, windowSeconds: 60 } })
    const statuses = async (count: number) => {
      const answers = await Promise.all(Array.from({ length: count }, () => looker.post('/login', ADMIN)))
      return answers.map(answer => answer.status)
    }
    expect(await statuses(3)).toEqual([200, 200, 429])
    const refused = await looker.post('/login', ADMIN)
    expect(await refused.json()).toEqual({
      message: 'Too many requests',
      documentation_url: docs('429/post/login', version),
    })
    expect(refused.headers.has('retry-after')).toBe(false)
    emulator.clock.advance(59_999)
    expect(await statuses(1)).toEqual([429])
    emulator.clock.advance(1)
    expect(await statuses(3)).toEqual([200, 200, 429])
  })

  it('sends Retry-After when told so', async () => {
    const { looker } = setUp({ rateLimit: { logins: 0, windowSeconds: 1 }, retryAfterSeconds: 7 })
    expect((await looker.post('/login', ADMIN)).headers.get('retry-after')).toBe('7')
  })

  it('refuses a body that is too long', async () => {
    const { emulator, looker } = setUp({ maxRequestBytes: 100 })
    const response = await looker.post('/login', { ...ADMIN, padding: 'x'.repeat(100) })
    expect([response.status, await response.json()]).toEqual([
      413,
      { message: 'The body is longer than 100 bytes', documentation_url: docs('413/post/login', version) },
    ])
    expect(emulator.stats.login).toBe(0)
  })
})

describe('a login without /api/{version}', () => {
  it('is answered with 403', async () => {
    const response = await createEmulator().fetch(`${ORIGIN}/login`, { method: 'POST' })
    expect([response.status, await response.json()]).toEqual([
      403,
      { message: 'Forbidden', documentation_url: DOCS },
    ])
  })
})

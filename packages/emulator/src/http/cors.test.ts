import { describe, expect, it } from 'vitest'
import { oauthOf } from '../../test/browser'
import { ADMIN, clientOf, FORM, ORIGIN, UNROUTED } from '../../test/client'
import { createEmulator, type EmulatorInit, EmulatorInputError } from '../index'

const PAGE = 'http://127.0.0.1:5173'

const setUp = (init: EmulatorInit = { options: { allowedOrigins: [PAGE] } }) => {
  const emulator = createEmulator(init)
  const preflight = (path: string, method: string, origin = PAGE) =>
    emulator.fetch(ORIGIN + path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,x-looker-appid',
      },
    })
  const send = (method: string, path: string, init: RequestInit = {}, origin = PAGE) =>
    emulator.fetch(ORIGIN + path, { method, ...init, headers: { origin, ...init.headers } })
  return { emulator, looker: clientOf(emulator), preflight, send }
}

/** The headers of CORS, and what goes with them. */
const corsOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => /^access-control-|^vary$/.test(name)))

const OPEN = {
  'access-control-allow-origin': PAGE,
  'access-control-expose-headers': 'retry-after',
  vary: 'origin',
}

describe('a page of a listed origin', () => {
  it.each([
    ['/api/4.0/user', 'GET'],
    ['/api/4.0/logout', 'DELETE'],
    ['/api/4.0/session', 'PATCH'],
    ['/api/3.1/user', 'GET'],
    ['/api/token', 'POST'],
    ['/api/4.0/oauth_client_apps', 'GET'],
    ['/api/4.0/nope', 'PUT'],
  ])('may ask by a preflight for %s', async (path, method) => {
    const { emulator, preflight } = setUp()
    const response = await preflight(path, method)
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(corsOf(response)).toEqual({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
      'access-control-allow-headers': 'authorization, content-type, x-looker-appid, x-requested-with',
      vary: 'origin',
    })
    expect(emulator.stats).toMatchObject({ preflight: 1, refused: 0 })
    expect(emulator.requests.at(-1)).toMatchObject({
      method: 'OPTIONS',
      headers: {
        origin: PAGE,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,x-looker-appid',
      },
    })
  })

  it('sees the answers: successes, refusals, and paths that lead nowhere', async () => {
    const { looker, send } = setUp({ options: { allowedOrigins: [PAGE], maxRequestBytes: 100 } })
    const headers = { authorization: `Bearer ${await looker.login()}` }
    const answers = await Promise.all([
      send('GET', '/api/4.0/user', { headers }),
      send('GET', '/api/4.0/user'),
      send('GET', '/api/4.0/nope'),
      send('POST', '/api/token', { headers: FORM, body: 'grant_type=x' }),
      send('POST', '/api/token', { body: 'x'.repeat(101) }),
      send('DELETE', '/api/4.0/logout', { headers }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 404, 400, 413, 204])
    for (const answer of answers) expect(corsOf(answer)).toEqual(OPEN)
  })

  it('sees the answers of faults as well', async () => {
    const { emulator, send } = setUp()
    emulator.faults.add({ match: { path: '/api/4.0/user' }, status: 429, retryAfter: 3 })
    emulator.faults.add({ match: { path: '/api/4.0/user' }, malformed: true })
    const busy = await send('GET', '/api/4.0/user')
    expect([busy.status, busy.headers.get('retry-after'), corsOf(busy)]).toEqual([429, '3', OPEN])
    expect(corsOf(await send('GET', '/api/4.0/user'))).toEqual(OPEN)
  })

  it('uses up no fault by the preflights that its browser sends, but one that names OPTIONS', async () => {
    const { emulator, preflight, send } = setUp()
    emulator.faults.add({ match: { path: '*' }, status: 503 })
    expect((await preflight('/api/4.0/user', 'GET')).status).toBe(204)
    expect((await send('GET', '/api/4.0/user')).status).toBe(503)
    emulator.faults.add({ match: { method: 'options', path: '*' }, status: 500 })
    expect((await preflight('/api/4.0/user', 'GET')).status).toBe(500)
    expect(emulator.stats).toMatchObject({ preflight: 1, faulted: 2 })
  })

  it.each(['/api/logout', '/api//logout', '/api/%6Cogout', '/api/logout/'])(
    'cannot log out at %s, which has no version: no preflight is answered, and no answer is to be seen',
    async path => {
      const { looker, preflight, send } = setUp()
      const asked = await preflight(path, 'DELETE')
      expect([asked.status, corsOf(asked)]).toEqual([path.endsWith('/') ? 401 : 404, {}])
      const headers = { authorization: `Bearer ${await looker.login()}` }
      expect(corsOf(await send('DELETE', path, { headers }))).toEqual({})
    },
  )

  it.each([
    '/api/4.0/login',
    '/api/4.0//login',
    '/api//4.0/login',
    '/api/4.0/login/789',
    '/api/3.1/login',
    '/api/4.0/%6Cogin',
  ])('cannot log in at %s: no preflight is answered, and no answer is to be seen', async path => {
    const { emulator, looker, preflight, send } = setUp()
    const asked = await preflight(path, 'POST')
    expect([asked.status, await asked.json(), corsOf(asked)]).toEqual([404, UNROUTED, {}])
    const headers = { ...FORM, authorization: `token ${await looker.login()}` }
    const body = new URLSearchParams(ADMIN).toString()
    expect(corsOf(await send('POST', path, { headers, body }))).toEqual({})
    emulator.faults.add({ match: { path }, status: 503 })
    expect(corsOf(await send('POST', path, { headers, body }))).toEqual({})
    expect(emulator.stats.preflight).toBe(0)
  })

  it.each([
    ['/auth', 404],
    ['/versions', 404],
    ['/alive', 404],
    ['/login', 404],
    ['/__emulator/stats', 403],
  ])('sees no answer of %s', async (path, status) => {
    const { preflight, send } = setUp({ options: { allowedOrigins: [PAGE] }, control: true })
    expect(corsOf(await send('GET', path))).toEqual({})
    const asked = await preflight(path, 'GET')
    expect([asked.status, corsOf(asked)]).toEqual([status, {}])
  })

  it('signs in and renews by /api/token', async () => {
    const { emulator, send } = setUp()
    const oauth = oauthOf(emulator)
    const { refreshToken } = await oauth.signIn()
    const body = JSON.stringify({
      grant_type: 'refresh_token',
      client_id: 'emulator-app',
      refresh_token: refreshToken,
    })
    const response = await send('POST', '/api/token', {
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect([response.status, corsOf(response)]).toEqual([200, OPEN])
  })
})

describe('a page of an origin that is not listed', () => {
  it.each([
    'https://127.0.0.1:5173',
    'http://127.0.0.1:5174',
    'http://127.0.0.1',
    'http://localhost:5173',
    `${PAGE}/`,
    `${PAGE}.evil.example`,
    'HTTP://127.0.0.1:5173',
    'null',
    '*',
    '',
  ])('such as %j gets no header of CORS, and no preflight', async origin => {
    const { emulator, preflight, send } = setUp()
    expect(corsOf(await send('GET', '/api/4.0/user', {}, origin))).toEqual({})
    const asked = await preflight('/api/4.0/user', 'GET', origin)
    expect([asked.status, corsOf(asked)]).toEqual([404, {}])
    expect(emulator.stats.preflight).toBe(0)
  })

  it('is every page, unless an origin was listed', async () => {
    const { preflight } = setUp({})
    expect((await preflight('/api/4.0/user', 'GET')).status).toBe(404)
  })
})

describe('other requests', () => {
  it('without an origin get no header of CORS', async () => {
    const { looker } = setUp()
    expect(corsOf(await looker.send('GET', '/user'))).toEqual({})
  })

  it('by OPTIONS that are no preflight lead nowhere', async () => {
    const { emulator, send } = setUp()
    expect((await send('OPTIONS', '/api/4.0/user')).status).toBe(404)
    expect(emulator.stats.preflight).toBe(0)
  })
})

describe('the list of origins', () => {
  it('can be changed while the emulator runs', async () => {
    const { emulator, preflight } = setUp({})
    const { allowedOrigins } = emulator
    const status = async (origin: string) => (await preflight('/api/4.0/user', 'GET', origin)).status
    allowedOrigins.add(PAGE)
    allowedOrigins.add('https://app.example')
    allowedOrigins.add(PAGE)
    expect(allowedOrigins.list).toEqual([PAGE, 'https://app.example'])
    expect([await status(PAGE), await status('https://app.example')]).toEqual([204, 204])
    allowedOrigins.remove(PAGE)
    expect([await status(PAGE), await status('https://app.example')]).toEqual([404, 204])
    allowedOrigins.clear()
    expect([await status('https://app.example'), allowedOrigins.list]).toEqual([404, []])
  })

  it.each([
    '*',
    'null',
    'http://127.0.0.1:5173/',
    'http://*.example',
    '127.0.0.1:5173',
    'HTTP://a.example',
    '',
  ])('takes no %j', origin => {
    const { allowedOrigins } = createEmulator()
    expect(() => allowedOrigins.add(origin)).toThrow(EmulatorInputError)
    expect(() => createEmulator({ options: { allowedOrigins: [PAGE, origin] } })).toThrow(
      'options.allowedOrigins: [1] must be an exact origin such as "http://127.0.0.1:5173", without a path',
    )
  })

  it('is a list', () => {
    expect(() => createEmulator({ options: { allowedOrigins: PAGE as never } })).toThrow(
      'options.allowedOrigins must be a list',
    )
  })
})

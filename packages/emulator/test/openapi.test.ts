import { describe, expect, it } from 'vitest'
import { createEmulator, defaultSeed, type EmulatorInit } from '../src/index'
import { API_VERSIONS, type ApiVersion } from '../src/release'
import { APP, authorizeQuery, Browser, codeFor, postToken, VERIFIER } from './browser'
import { ADMIN, client, ORIGIN, REGULAR, SERVICE } from './client'
import { OpenApiJudge } from './openapi-judge'

const PAGE = 'http://127.0.0.1:5173'
const judge = new OpenApiJudge(new URL('openapi.json', import.meta.url))

/** An emulator whose every answer is held against the description. */
function judged(init: EmulatorInit = {}, servesVersion3 = true) {
  const instance = { servesVersion3, control: init.control ?? false, allowedOrigin: PAGE }
  const emulator = createEmulator(init)
  const fetch = async (url: string, requestInit?: RequestInit) => {
    const request = new Request(url, requestInit)
    const response = await emulator.fetch(request)
    expect(await judge.problems(request, response, instance)).toEqual([])
    return response
  }
  return { emulator, fetch, looker: (version: ApiVersion) => client(fetch, ORIGIN, version) }
}

const TOO_LONG = { body: 'x'.repeat(70_000) }

describe.each(API_VERSIONS)('every answer of %s is as described:', version => {
  const setUp = async (options = {}, key: Record<string, string> = ADMIN) => {
    const looker = judged({ options, now: () => 0 }).looker(version)
    const token = await looker.login(key)
    const status = async (method: string, path: string, init?: RequestInit, as: string | undefined = token) =>
      (await looker.send(method, path, as, init)).status
    return { looker, token, status }
  }

  it('login', async () => {
    const { looker, status } = await setUp({
      rateLimit: { logins: 3, windowSeconds: 60 },
      retryAfterSeconds: 5,
    })
    expect((await looker.post('/login', { ...ADMIN, client_secret: 'wrong' })).status).toBe(404)
    expect(await status('POST', '/login', TOO_LONG)).toBe(413)
    expect((await looker.post('/login', ADMIN)).status).toBe(200)
    expect((await looker.post('/login', ADMIN)).status).toBe(429)
  })

  it('login without refresh_token', async () => {
    expect(await setUp({ nullRefreshToken: false })).toBeDefined()
  })

  it('login_user', async () => {
    const { looker, status } = await setUp({ nonAssociativeLicensed: false })
    expect(await status('POST', '/login/789')).toBe(200)
    expect((await looker.send('POST', '/login/789')).status).toBe(401)
    expect(await status('POST', '/login/4711')).toBe(404)
    expect(await status('POST', '/login/792')).toBe(404)
    expect(await status('POST', '/login/789', TOO_LONG)).toBe(413)
    const bad = version === '4.0' ? '/login/789?associative=5' : '/login/x'
    expect(await status('POST', bad)).toBe(400)
    expect(await status('POST', '/login/789?associative=false')).toBe(version === '3.0' ? 200 : 403)
  })

  it('login_user by who is no admin, past the rate limit, and in Google Cloud core', async () => {
    expect(await (await setUp({}, REGULAR)).status('POST', '/login/789')).toBe(403)
    const limited = await setUp({ rateLimit: { logins: 1, windowSeconds: 60 } })
    expect(await limited.status('POST', '/login/789')).toBe(429)
    const core = await setUp({ googleCloudCore: true }, SERVICE)
    expect(await core.status('POST', '/login/789')).toBe(403)
    expect(await core.status('POST', '/login/790')).toBe(200)
  })

  it('logout', async () => {
    const { looker, status } = await setUp()
    expect(await status('DELETE', '/logout', TOO_LONG)).toBe(413)
    expect(await status('DELETE', '/logout')).toBe(204)
    expect(await status('DELETE', '/logout')).toBe(404)
    expect((await looker.send('DELETE', '/logout')).status).toBe(401)
  })

  it('user and users', async () => {
    const { looker, status } = await setUp()
    for (const path of ['/user', '/users/1', '/users/789', '/users/790', '/users/791', '/users/792']) {
      expect(await status('GET', path)).toBe(200)
    }
    expect(await status('GET', '/users/4711')).toBe(404)
    expect((await looker.send('GET', '/user')).status).toBe(401)
    expect((await looker.send('GET', '/users/1')).status).toBe(401)
  })

  if (version === '4.0')
    it('a search for dashboards', async () => {
      const { looker, status } = await setUp()
      for (const query of [
        '',
        '?title=Orders',
        '?title=%25dash%25&limit=2&offset=1',
        '?user_id=789&fields=id',
      ])
        expect(await status('GET', `/dashboards/search${query}`)).toBe(200)
      expect((await looker.send('GET', '/dashboards/search')).status).toBe(401)
    })

  it('roles of users', async () => {
    const { looker, status } = await setUp()
    const paths = [
      '/users/1/roles',
      '/users/789/roles?fields=id',
      '/users/2/roles?direct_association_only=true',
    ]
    for (const path of paths) expect(await status('GET', path)).toBe(200)
    expect(await status('GET', '/users/4711/roles')).toBe(404)
    expect((await looker.send('GET', '/users/1/roles')).status).toBe(401)
  })

  it('users by the ids of other systems', async () => {
    const { looker, status } = await setUp()
    const path = '/users/credential/embed/emil'
    for (const known of [path, '/users/credential/email/ana@emulator.example'])
      expect(await status('GET', known)).toBe(200)
    expect(await status('GET', '/users/credential/embed/nobody')).toBe(404)
    expect((await looker.send('GET', path)).status).toBe(401)
  })

  if (version === '4.0')
    it('create_embed_user', async () => {
      const { looker, status } = await setUp()
      const path = '/users/embed_user'
      const init = { body: '{"external_user_id":"ana"}' }
      expect(await status('POST', path, init)).toBe(200)
      expect(await status('POST', path, { body: '{}' })).toBe(422)
      expect(await status('POST', path, TOO_LONG)).toBe(413)
      expect((await looker.send('POST', path, undefined, init)).status).toBe(401)
      expect((await looker.send('POST', path, await looker.login(REGULAR), init)).status).toBe(403)
    })

  if (version === '4.0')
    it('sessions of embedded users', async () => {
      const { looker, status } = await setUp()
      const path = '/embed/cookieless_session'
      const user = { external_user_id: 'ana' }
      const tokens = [await looker.login(), await looker.login(REGULAR), undefined]
      const statuses = async (method: string, at: string, body?: unknown) => {
        const init = body === undefined ? {} : { body: JSON.stringify(body) }
        return Promise.all(tokens.map(async token => (await looker.send(method, at, token, init)).status))
      }
      const acquired = await looker.send('POST', `${path}/acquire`, tokens[0], { body: JSON.stringify(user) })
      const session = (await acquired.json()) as Record<string, string>
      expect(await statuses('POST', `${path}/acquire`, session)).toEqual([200, 403, 401])
      expect(await statuses('PUT', `${path}/generate_tokens`, session)).toEqual([200, 403, 401])
      const service = await looker.login(SERVICE)
      for (const [method, at] of [
        ['POST', `${path}/acquire`],
        ['PUT', `${path}/generate_tokens`],
      ] as const) {
        const init = { body: JSON.stringify(session), headers: { 'user-agent': 'other' } }
        expect(await status(method, at, init)).toBe(400)
        expect(await status(method, at, init, service)).toBe(404)
        expect(await status(method, at, { body: '{}' })).toBe(422)
        expect(await status(method, at, TOO_LONG)).toBe(413)
      }
      const one = `${path}/${session.session_reference_token}`
      expect(await status('DELETE', one, TOO_LONG)).toBe(413)
      expect(await statuses('DELETE', one)).toEqual([204, 403, 401])
      expect(await status('DELETE', one)).toBe(404)
      expect(await statuses('PUT', `${path}/generate_tokens`, session)).toEqual([200, 403, 401])

      const target = { target_url: `${ORIGIN}/embed/dashboards/1` }
      expect(await statuses('POST', '/embed/sso_url', { ...target, ...user })).toEqual([200, 403, 401])
      expect(await statuses('POST', '/embed/token_url/me', target)).toEqual([200, 200, 401])
      for (const at of ['/embed/sso_url', '/embed/token_url/me']) {
        expect(await status('POST', at, { body: '[]' })).toBe(400)
        expect(await status('POST', at, { body: '{}' })).toBe(422)
        expect(await status('POST', at, TOO_LONG)).toBe(413)
      }
    })

  if (version === '4.0')
    it('sessions of an embed user who is disabled', async () => {
      const { users, apiKeys } = defaultSeed()
      const off = { id: 800, kind: 'embed' as const, is_disabled: true, credentials: { embed: 'off' } }
      const looker = judged({ seed: { users: [...users, off], apiKeys } }).looker(version)
      const body = JSON.stringify({ external_user_id: 'off', target_url: `${ORIGIN}/embed/dashboards/1` })
      for (const path of ['/embed/sso_url', '/embed/cookieless_session/acquire'])
        expect((await looker.send('POST', path, await looker.login(), { body })).status).toBe(404)
    })

  it('versions and swagger.json', async () => {
    const { looker } = await setUp()
    for (const path of ['/versions', '/swagger.json']) {
      expect((await looker.send('GET', path)).status).toBe(200)
    }
  })

  it('session', async () => {
    const { looker, token, status } = await setUp()
    expect(await status('GET', '/session')).toBe(200)
    expect(await status('GET', '/session', {}, await looker.loginUser(789, token))).toBe(200)
    expect((await looker.send('GET', '/session')).status).toBe(401)
    expect(await status('PATCH', '/session', { body: '{"workspace_id":"dev"}' })).toBe(200)
    expect(await status('PATCH', '/session', { body: '{"workspace_id":"x"}' })).toBe(422)
    expect(await status('PATCH', '/session', { body: '{' })).toBe(400)
    expect(await status('PATCH', '/session', TOO_LONG)).toBe(413)
    expect((await looker.send('PATCH', '/session')).status).toBe(401)
  })

  it('paths that lead nowhere', async () => {
    const { status } = await setUp()
    expect(await status('GET', '/nope')).toBe(404)
    expect(await status('GET', '/login')).toBe(404)
    expect(await status('PUT', '/session', { body: '{}' })).toBe(404)
    expect(await status('GET', '/user/')).toBe(401)
  })
})

describe('every answer is as described:', () => {
  it('outside of /api', async () => {
    const { fetch } = judged()
    const status = async (method: string, path: string) => (await fetch(ORIGIN + path, { method })).status
    expect(await status('GET', '/versions')).toBe(200)
    expect(await status('GET', '/alive')).toBe(200)
    expect(await status('POST', '/login')).toBe(403)
    expect(await status('DELETE', '/api/logout')).toBe(401)
    expect(await status('GET', '/')).toBe(404)
    expect(await status('GET', '/__emulator/stats')).toBe(404)
    expect(await status('POST', '//api/4.0/login')).toBe(401)
  })

  it('of the logout without a version', async () => {
    const { fetch, looker } = judged()
    const headers = { authorization: `token ${await looker('4.0').login()}` }
    const status = async (init: RequestInit) =>
      (await fetch(`${ORIGIN}/api/logout`, { method: 'DELETE', headers, ...init })).status
    expect(await status(TOO_LONG)).toBe(413)
    expect(await status({})).toBe(204)
    expect(await status({})).toBe(404)
  })

  it('on a release without 3.x', async () => {
    const { fetch, looker } = judged({ options: { release: '26.12' } }, false)
    expect((await fetch(`${ORIGIN}/versions`)).status).toBe(200)
    expect((await looker('3.1').post('/login', ADMIN)).status).toBe(403)
    expect((await looker('3.0').send('GET', '/nope')).status).toBe(403)
    expect(await looker('4.0').login()).toBeDefined()
  })

  it('on the pages of /auth', async () => {
    const browser = new Browser(judged().fetch)
    const post = async (query: string, body: string) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return (await browser.request(`/auth?${query}`, { method: 'POST', headers, body })).status
    }
    const query = authorizeQuery()
    const signIn = await browser.open(query)
    expect((await browser.post(signIn, 'choose', { user_id: '792' })).status).toBe(403)
    const consent = await browser.press(signIn, 'choose', { user_id: '789' })
    expect((await browser.post(consent, 'deny')).status).toBe(303)
    expect((await browser.post(consent, 'allow')).status).toBe(303)
    expect((await browser.open(authorizeQuery({ scope: undefined }))).response.status).toBe(302)
    expect((await browser.open(authorizeQuery({ client_id: 'nobody' }))).response.status).toBe(400)
    expect(await post(authorizeQuery({ client_id: 'nobody' }), '')).toBe(400)
    expect(await post(authorizeQuery({ scope: 'x', state: undefined }), '')).toBe(303)
    expect(await post(query, 'action=allow')).toBe(403)
    expect(await post(query, TOO_LONG.body)).toBe(413)
  })

  it('on the pages of embedded users', async () => {
    const { fetch, looker } = judged()
    const client = looker('4.0')
    const body = JSON.stringify({ external_user_id: 'ana', embed_domain: PAGE })
    const path = '/embed/cookieless_session/acquire'
    const answer = await client.send('POST', path, await client.login(), { body })
    const tokens = (await answer.json()) as Record<string, string>
    const get = (path: string, headers: Record<string, string> = {}) => fetch(ORIGIN + path, { headers })
    const page = `/embed/dashboards/1?embed_navigation_token=${tokens.navigation_token}`
    const login = (target: string, token = tokens.authentication_token, headers = {}) =>
      get(`/login/embed/${encodeURIComponent(target)}?embed_authentication_token=${token}`, headers)
    expect((await get(page)).status).toBe(401)
    expect((await login('/auth')).status).toBe(404)
    expect((await login(page)).status).toBe(302)
    expect((await login(page)).status).toBe(401)
    expect((await get(page)).status).toBe(200)
    const next = await client.send('POST', path, await client.login(), { body: JSON.stringify(tokens) })
    const { authentication_token } = (await next.json()) as Record<string, string>
    expect((await login(page, authentication_token, { 'user-agent': 'other' })).status).toBe(403)
    const authorization = `Bearer ${tokens.api_token}`
    expect((await get('/embed/content/dashboards/1', { authorization })).status).toBe(200)
    expect((await get('/embed/content/dashboards/0', { authorization })).status).toBe(404)
    expect((await get('/embed/content/dashboards/1')).status).toBe(401)
  })

  it('of /api/token, to a page of a listed origin too', async () => {
    const { emulator, fetch } = judged({
      options: { refreshTokenRotation: false, repeatsRefreshToken: false },
    })
    const grant = { grant_type: 'authorization_code', ...APP, code_verifier: VERIFIER }
    const code = await codeFor(new Browser(fetch), 789)
    const first = await postToken(fetch, { ...grant, code })
    expect(first.status).toBe(200)
    expect((await postToken(fetch, { ...grant, code })).status).toBe(400)
    const { client_id } = APP
    const refresh = { grant_type: 'refresh_token', client_id, refresh_token: first.refreshToken }
    expect((await postToken(fetch, refresh)).status).toBe(200)
    for (const change of [{ client_id: 'nobody' }, { client_id: '' }, { grant_type: 'x' }]) {
      expect((await postToken(fetch, { ...refresh, ...change })).status).toBe(400)
    }
    expect((await fetch(`${ORIGIN}/api/token`, { method: 'POST', ...TOO_LONG })).status).toBe(413)
    emulator.allowedOrigins.add(PAGE)
    const asPage = (init: RequestInit = {}) =>
      fetch(`${ORIGIN}/api/token`, { ...init, headers: { origin: PAGE, ...init.headers } })
    const asks = { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } }
    expect((await asPage(asks)).status).toBe(204)
    expect((await asPage({ method: 'POST' })).status).toBe(400)
    expect((await asPage()).status).toBe(404)
  })

  it('of /oauth_client_apps', async () => {
    const { looker } = judged()
    const client = looker('4.0')
    const tokens = [await client.login(), await client.login(REGULAR), undefined]
    const statuses = async (method: string, path: string, body?: unknown) => {
      const init = body === undefined ? {} : { body: JSON.stringify(body) }
      const send = (token?: string) => client.send(method, `/oauth_client_apps${path}`, token, init)
      return Promise.all(tokens.map(async token => (await send(token)).status))
    }
    const app = { redirect_uri: 'http://127.0.0.1:5173/', display_name: 'Mine' }
    expect(await statuses('POST', '/mine', app)).toEqual([200, 404, 401])
    expect(await statuses('POST', '/mine', app)).toEqual([409, 404, 401])
    expect(await statuses('GET', '')).toEqual([200, 404, 401])
    expect(await statuses('GET', '/mine')).toEqual([200, 404, 401])
    expect(await statuses('PATCH', '/mine', { enabled: false })).toEqual([200, 404, 401])
    for (const method of ['POST', 'PATCH']) {
      const path = method === 'POST' ? '/other' : '/mine'
      expect(await statuses(method, path, { redirect_uri: 'x' })).toEqual([422, 404, 401])
      expect(await statuses(method, path, [])).toEqual([400, 404, 401])
      expect(await statuses(method, path, TOO_LONG)).toEqual([413, 413, 413])
    }
    expect(await statuses('POST', '/mine/users/2')).toEqual([200, 200, 401])
    expect(await statuses('POST', '/mine/users/4711')).toEqual([404, 404, 401])
    expect(await statuses('POST', '/mine/users/2', TOO_LONG)).toEqual([413, 413, 413])
    expect(await statuses('GET', '/mine')).toEqual([200, 404, 401])
    expect(await statuses('DELETE', '/mine/users/3')).toEqual([204, 404, 401])
    expect(await statuses('DELETE', '/mine/tokens')).toEqual([204, 404, 401])
    expect(await statuses('GET', '/mine')).toEqual([200, 404, 401])
    expect(await statuses('DELETE', '/mine')).toEqual([204, 404, 401])
    expect(await statuses('PATCH', '/mine', {})).toEqual([404, 404, 401])
  })

  it('of the control endpoints', async () => {
    const { emulator, fetch, looker } = judged({ control: true })
    const headers = { 'content-type': 'application/json' }
    const status = async (method: string, path: string, body?: string, more: Record<string, string> = {}) => {
      const init = { method, headers: { ...headers, ...more }, ...(body === undefined ? {} : { body }) }
      return (await fetch(`http://localhost/__emulator${path}`, init)).status
    }
    const fromPage = (method: string, path: string) => status(method, path, undefined, { origin: PAGE })
    const asText = (path: string) => status('POST', path, '{}', { 'content-type': 'text/plain' })
    const token = await looker('4.0').login()
    await looker('4.0').loginUser(789, token)
    emulator.faults.add({ match: { path: '*' }, drop: true })
    await expect(looker('4.0').whoAmI(token)).rejects.toThrow(TypeError)
    expect(await status('POST', '/clock', '{"advanceMs":1}')).toBe(200)
    expect(await status('POST', '/clock', '{}')).toBe(400)
    expect(await status('POST', '/revoke', '{"user_id":"789"}')).toBe(200)
    expect(await status('POST', '/revoke', '{}')).toBe(400)
    expect(await status('POST', '/faults', '{"match":{"path":"*"},"status":503}')).toBe(200)
    expect(await status('POST', '/faults', '{}')).toBe(400)
    expect(await status('DELETE', '/faults')).toBe(200)
    expect(await status('POST', '/origins', `{"origin":"${PAGE}"}`)).toBe(200)
    expect(await status('POST', '/origins', '{"origin":"*"}')).toBe(400)
    expect(await status('DELETE', '/origins')).toBe(200)
    expect(await status('GET', '/stats')).toBe(200)
    expect(await status('GET', '/requests')).toBe(200)
    expect(await status('GET', '/nope')).toBe(404)
    for (const path of ['/clock', '/revoke', '/faults', '/origins']) {
      expect([await fromPage('POST', path), await asText(path)]).toEqual([403, 415])
    }
    for (const path of ['/faults', '/origins']) expect(await fromPage('DELETE', path)).toBe(403)
    for (const path of ['/stats', '/requests']) expect(await fromPage('GET', path)).toBe(403)
  })
})

describe('the judge', () => {
  const request = new Request(`${ORIGIN}/api/4.0/user`)
  const instance = { servesVersion3: true, control: false }
  const type = { 'content-type': 'application/json;charset=utf-8' }
  const unauthenticated =
    '{"message":"Requires authentication.","documentation_url":"https://cloud.google.com/looker/docs/"}'

  it.each<[string, Response, string]>([
    ['another status', new Response('{}', { status: 500, headers: type }), 'is not described'],
    [
      'another content type',
      new Response(unauthenticated, { status: 401, headers: { 'content-type': 'application/json' } }),
      'content type application/json is not described',
    ],
    [
      'another body',
      new Response('{"message":"No"}', { status: 401, headers: type }),
      "must have required property 'documentation_url'",
    ],
    [
      'another key',
      new Response(
        '{"message":"Requires authentication.","documentation_url":"https://cloud.google.com/looker/docs/","x":1}',
        { status: 401, headers: type },
      ),
      'must NOT have additional properties',
    ],
    ['no JSON', new Response('<html>', { status: 401, headers: type }), 'SyntaxError'],
    [
      'another header',
      new Response(unauthenticated, { status: 401, headers: { ...type, 'x-extra': '1' } }),
      'header x-extra is not described',
    ],
  ])('refuses %s', async (_, response, problem) => {
    expect((await judge.problems(request, response, instance)).join()).toContain(problem)
  })

  it('has seen every answer that is described', () => {
    expect(judge.described.length).toBeGreaterThan(100)
    expect(judge.described.filter(answer => !judge.seen.includes(answer))).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { clientOf, ORIGIN } from '../../../test/client'
import { createEmulator } from '../../index'

const AGENT = 'Browser/1'
const HOST = 'http://127.0.0.1:5173'
const DASHBOARD = '/embed/dashboards/1'

const setUp = async (change: Record<string, unknown> = {}) => {
  const emulator = createEmulator({ now: () => 0 })
  const looker = clientOf(emulator)
  const admin = await looker.login()
  const call = async (method: string, path: string, body: unknown) => {
    const init = { headers: { 'user-agent': AGENT }, body: JSON.stringify(body) }
    return (await looker.send(method, path, admin, init)).json() as Promise<Record<string, string>>
  }
  const acquire = () =>
    call('POST', '/embed/cookieless_session/acquire', {
      external_user_id: 'ana',
      first_name: 'Ana',
      session_length: 3600,
      embed_domain: HOST,
      ...change,
    })
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await emulator.fetch(ORIGIN + path, { headers: { 'user-agent': AGENT, ...headers } })
    const [, problem] = /<p class="bad">(.*)<\/p>/.exec(await response.clone().text()) ?? []
    return { status: response.status, problem, response, location: response.headers.get('location') ?? '' }
  }
  const tokens = await acquire()
  const target = (navigation = tokens.navigation_token, path = DASHBOARD) =>
    `${path}?embed_domain=${HOST}&sdk=3&embed_navigation_token=${navigation}`
  const enter = (authentication = tokens.authentication_token, to = target(), headers = {}) =>
    get(`/login/embed/${encodeURIComponent(to)}?embed_authentication_token=${authentication}`, headers)
  const content = (token = tokens.api_token, id = '1') =>
    get(`/embed/content/dashboards/${id}`, { authorization: `Bearer ${token}` })
  return { emulator, looker, admin, call, acquire, get, tokens, target, enter, content }
}

describe('GET /login/embed/{target}', () => {
  it('leads once to the page of the target, which the domain of the session may frame', async () => {
    const { emulator, tokens, get, enter } = await setUp()
    const entered = await enter()
    expect(entered.status).toBe(302)
    const { pathname, searchParams } = new URL(entered.location, ORIGIN)
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      DASHBOARD,
      { embed_domain: HOST, sdk: '3', embed_navigation_token: tokens.navigation_token },
    ])
    const { status, response } = await get(entered.location)
    expect([status, response.headers.get('set-cookie')]).toEqual([200, null])
    expect(response.headers.get('content-security-policy')).toMatch(
      /frame-ancestors http:\/\/127\.0\.0\.1:5173$/,
    )
    const again = await enter()
    expect([again.status, again.problem]).toEqual([
      401,
      'The embed_authentication_token is unknown, used or expired.',
    ])
    expect(emulator.stats.embed_pages).toBe(1)
  })

  it('refuses an authentication token after 30 s, and one of an ended session', async () => {
    const { emulator, acquire, enter, target } = await setUp()
    emulator.clock.advance(30_000)
    expect((await enter()).status).toBe(401)
    const former = await acquire()
    await acquire()
    expect((await enter(former.authentication_token, target(former.navigation_token))).status).toBe(401)
  })

  it('refuses a navigation token of another kind or session, and uses up the authentication token', async () => {
    const { tokens, enter, target } = await setUp()
    const refused = await enter(tokens.authentication_token, target(tokens.api_token))
    expect([refused.status, refused.problem]).toEqual([
      401,
      'The embed_navigation_token is no valid token of the session.',
    ])
    expect((await enter()).status).toBe(401)
  })

  it('refuses another browser than the one that made the session', async () => {
    const { enter } = await setUp()
    const refused = await enter(undefined, undefined, { 'user-agent': 'Browser/2' })
    expect([refused.status, refused.problem]).toEqual([
      403,
      'The User-Agent of this browser is not the one that made the session.',
    ])
  })

  it.each(['https://evil.example/', '//evil.example/', '/auth', 'javascript:alert(1)', '/embed'])(
    'leads nowhere for the target %s',
    async to => {
      const { enter } = await setUp()
      expect([(await enter(undefined, to)).status, (await enter()).status]).toEqual([404, 302])
    },
  )
})

describe('GET /embed/dashboards/{id}', () => {
  it('is shown again for the navigation token, until that expires', async () => {
    const { emulator, get, enter } = await setUp()
    const { location } = await enter()
    expect((await get(location)).status).toBe(200)
    emulator.clock.advance(599_000)
    expect((await get(location)).status).toBe(200)
    emulator.clock.advance(1000)
    expect((await get(location)).status).toBe(401)
  })

  it('is not shown before the authentication token was used', async () => {
    const { get, target } = await setUp()
    const refused = await get(target())
    expect([refused.status, refused.problem]).toEqual([
      401,
      'No authentication token of the session was used yet.',
    ])
  })

  it('may be framed by all where the session has no domain', async () => {
    const { get, enter } = await setUp({ embed_domain: null })
    const { response } = await get((await enter()).location)
    expect(response.headers.get('content-security-policy')).not.toContain('frame-ancestors')
  })

  it.each(['example.com', '*', 'http://a.example; script-src *', 'javascript:alert(1)'])(
    'cannot have the domain %j, but for its origin',
    async embed_domain => {
      const { tokens } = await setUp({ embed_domain })
      expect(tokens).toMatchObject({ errors: [{ field: 'embed_domain' }] })
    },
  )

  it('has no API token, but for that of a signed URL', async () => {
    const { get, enter, call } = await setUp()
    const cookieless = await get((await enter()).location)
    expect(await cookieless.response.text()).toContain('data-api-token=""')
    const target_url = `${ORIGIN}${DASHBOARD}?embed_domain=${HOST}`
    const { url = '' } = await call('POST', '/embed/token_url/me', { target_url })
    const { response } = await get((await get(url.slice(ORIGIN.length))).location)
    expect(await response.text()).toMatch(/data-api-token="\w{40}"/)
    expect(response.headers.get('content-security-policy')).toContain(`frame-ancestors ${HOST}`)
    expect((await get(url.slice(ORIGIN.length))).status).toBe(401)
  })
})

describe('a signed URL', () => {
  const signed = async () => {
    const { emulator, call, get } = await setUp()
    const { url = '' } = await call('POST', '/embed/token_url/me', { target_url: ORIGIN + DASHBOARD })
    return { emulator, get, path: url.slice(ORIGIN.length) }
  }

  it('does not lead to another page', async () => {
    const { get, path } = await signed()
    expect((await get(path.replace('dashboards%2F1', 'dashboards%2F2'))).status).toBe(401)
  })

  it('works for 5 minutes', async () => {
    const { emulator, get, path } = await signed()
    emulator.clock.advance(300_000)
    expect((await get(path)).status).toBe(401)
  })
})

describe('GET /embed/content/dashboards/{id}', () => {
  it('shows the user and the dashboard, with the seconds that are left', async () => {
    const { emulator, content } = await setUp()
    emulator.clock.advance(500_000)
    const { status, response } = await content()
    expect([status, await response.json()]).toEqual([
      200,
      {
        user: { id: expect.any(String), display_name: 'Ana', external_user_id: 'ana' },
        dashboard: { id: '1', title: 'Orders' },
        api_token_ttl: 100,
        session_ttl: 3100,
      },
    ])
    expect(emulator.stats.embed_contents).toBe(1)
  })

  it('is refused for an expired token, and says whether the session is over', async () => {
    const { emulator, looker, admin, tokens, content } = await setUp()
    const refusal = async (token?: string) => (await content(token)).response.json()
    const expired = { message: 'The api_token is unknown or has expired' }
    expect(await refusal(tokens.navigation_token)).toEqual(expired)
    await looker.send('DELETE', `/embed/cookieless_session/${tokens.session_reference_token}`, admin)
    expect(await refusal()).toEqual({ message: 'The session is over', session_ttl: 0 })
    emulator.clock.advance(600_000)
    expect(await refusal()).toEqual(expired)
    expect((await content()).status).toBe(401)
  })

  it("shows no other user's dashboard", async () => {
    const { content } = await setUp()
    expect((await content(undefined, '1789')).status).toBe(404)
  })
})

it('the journal shows no token of an embedded page', async () => {
  const { emulator, tokens, get, enter, content, call } = await setUp()
  const { location } = await enter()
  await get(location)
  await content()
  const { url = '' } = await call('POST', '/embed/token_url/me', { target_url: ORIGIN + DASHBOARD })
  await get(url.slice(ORIGIN.length))
  const strange = `${DASHBOARD}?embed_navigation_token=canary-one`
  await get(
    `/login/embed/${encodeURIComponent(strange)}?embed_authentication_token=canary-two&signature=canary-3`,
  )
  await get(`//login/embed//${encodeURIComponent(strange)}`)
  await get(strange, { authorization: 'Bearer canary-four' })
  const text = JSON.stringify(emulator.requests)
  const canaries = [
    ...Object.values(tokens)
      .map(String)
      .filter(token => token.length === 40),
    'canary',
  ]
  expect(canaries).toHaveLength(5)
  for (const canary of canaries) expect(text).not.toContain(canary.slice(0, 10))
  expect(text).not.toContain(new URL(url).searchParams.get('signature'))
  expect(emulator.requests.map(({ path }) => path)).toContain(`/login/embed/${DASHBOARD}?(masked)`)
})

it('the pages are on the web port, and not on that of the API', async () => {
  const { emulator, target } = await setUp()
  const [api, web] = [await emulator.listen({ serve: 'api' }), await emulator.listen({ serve: 'web' })]
  const paths = [target(), `/login/embed/${encodeURIComponent(target())}`, '/embed/content/dashboards/1']
  const statuses = (url: string) => Promise.all(paths.map(async path => (await fetch(url + path)).status))
  expect([await statuses(api.url), await statuses(web.url)]).toEqual([
    [404, 404, 404],
    [401, 401, 401],
  ])
  await Promise.all([api.close(), web.close()])
})

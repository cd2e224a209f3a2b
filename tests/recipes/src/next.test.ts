import { createSession } from '@looker-auth/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeChromium } from '../../../vitest.chromium.ts'
import { boundMs, runsAllTests } from '../../../vitest.extents.ts'
import { freePort, type LookerWithTls, lookerWithTls } from './embed/looker-with-tls'
import { type Embedding, expectLive, passUntilRenewal, testOfficialClient } from './embed/official-client'
import { newBrowser, openTab, signIn } from './embed/people-in-chromium'
import { pageSession, startLooker, whoIs } from './looker'
import { buildNextApp, type NextApp } from './next-app'

const { emulator, url } = await startLooker()
const applicationOrigin = 'https://app.example.com'
process.env.APP_ORIGIN = applicationOrigin

type Send = (path: string, init: RequestInit) => Promise<Response>

/** What the route handlers do, reached in whichever way. */
function testRoutes(origin: () => string, send: Send): void {
  const askForToken = async (headers: Record<string, string>) => {
    const answer = await send('/looker-token', {
      method: 'POST',
      headers: { 'x-looker-auth': '1', ...headers },
      body: '{"operation": "token", "user_id": "789"}',
    })
    return { status: answer.status, body: await answer.json() }
  }
  const get = async (path: string, headers: Record<string, string>) => {
    const answer = await send(path, { headers })
    return { status: answer.status, body: answer.status === 200 ? await answer.json() : undefined }
  }
  const refusal = (status: number, code: string) => ({ status, body: { error: { code } } })

  test('a page of the application gets a token of the user whose cookie it has', async () => {
    for (const from of [origin(), applicationOrigin]) {
      const { status, body } = await askForToken({ cookie: 'sid=one', origin: from })
      expect([status, body.user_id]).toEqual([200, '789'])
      const looker = createSession({ baseUrl: url, token: body.access_token })
      expect(await (await looker.fetch('/user')).json()).toMatchObject({ id: '789' })
      await looker.close()
    }
  })

  test('a page without the cookie, and a page of another website, get none', async () => {
    const unknown = await askForToken({ cookie: 'other=1', origin: origin() })
    expect(unknown).toMatchObject(refusal(401, 'sign_in_required'))
    const foreign = await askForToken({ cookie: 'sid=one', origin: 'https://evil.example' })
    expect(foreign).toMatchObject(refusal(403, 'request_refused'))
  })

  test('the server calls Looker as the user who is signed in, and as nobody else', async () => {
    expect(await get('/me', { cookie: 'sid=one' })).toMatchObject({ status: 200, body: { id: '789' } })
    expect(await get('/me', {})).toMatchObject({ status: 401 })
  })

  test('a page of the application, and no other, gets a dashboard and new tokens, until the sign-out', async () => {
    const cookie = 'sid=two'
    const embed = async (method: string, headers: Record<string, string>, body?: string) => {
      const answer = await send('/looker-embed', {
        method,
        headers: { cookie, 'user-agent': 'Browser/1', ...headers },
        ...(body && { body }),
      })
      return { status: answer.status, body: await answer.json() }
    }
    const acquired = await embed('GET', { 'sec-fetch-site': 'same-origin' })
    expect([acquired.status, acquired.body.session_reference_token_ttl]).toEqual([200, 8 * 3600])
    const foreign = await embed('GET', { 'sec-fetch-site': 'cross-site' })
    expect(foreign).toMatchObject(refusal(403, 'request_refused'))
    const { api_token, navigation_token } = acquired.body
    const renew = (from: string) =>
      embed('PUT', { origin: from }, JSON.stringify({ api_token, navigation_token }))
    expect(await renew(applicationOrigin)).toMatchObject({ status: 200, body: { api_token_ttl: 600 } })
    expect(await renew('https://evil.example')).toMatchObject(refusal(403, 'request_refused'))
    expect((await send('/sign-out', { method: 'POST', headers: { cookie } })).status).toBe(204)
    expect(await renew(applicationOrigin)).toMatchObject(refusal(401, 'sign_in_required'))
    expect(emulator.stats.live_embed_sessions).toBe(0)
  })

  test('a caller with a Looker token of its own acts with it alone, and its 401 is the answer', async () => {
    const own = createSession({ clientId: 'lookeremulatoruser02', clientSecret: 'lookeremulatorsecret0002' })
    const authorization = `Bearer ${await own.token()}`
    const logins = emulator.stats.login
    expect(await get('/looker-user', { authorization })).toMatchObject({ status: 200, body: { id: '2' } })
    await own.logout()
    expect(await get('/looker-user', { authorization })).toMatchObject({ status: 401 })
    for (const none of [{}, { authorization: 'Basic YTpi' }, { cookie: 'sid=one' }])
      expect(await get('/looker-user', none)).toMatchObject({ status: 401 })
    expect(emulator.stats.login).toBe(logins)
  })
}

describe('the route handlers of Next', async () => {
  const handlers: Record<string, (request: Request) => Promise<Response>> = {
    'POST /looker-token': (await import('./app/looker-token/route')).POST,
    'GET /me': (await import('./app/me/route')).GET,
    'GET /looker-user': (await import('./app/looker-user/route')).GET,
    'GET /looker-embed': (await import('./embed/app/looker-embed/route')).GET,
    'PUT /looker-embed': (await import('./embed/app/looker-embed/route')).PUT,
    'POST /sign-out': (await import('./embed/app/sign-out/route')).POST,
  }
  const origin = 'http://localhost:3000'
  testRoutes(
    () => origin,
    async (path, init) => {
      const handler = handlers[`${init.method ?? 'GET'} ${path}`]
      if (handler === undefined) throw new Error(`No route for ${path}.`)
      return handler(new Request(origin + path, init))
    },
  )
})

if (runsAllTests)
  describe('the application that next build made, under next start', () => {
    const names = ['LOOKERSDK_BASE_URL', 'LOOKERSDK_CLIENT_ID', 'LOOKERSDK_CLIENT_SECRET', 'APP_ORIGIN']
    const settings = Object.fromEntries(names.map(name => [name, process.env[name] ?? '']))
    let app: NextApp
    let origin: string
    beforeAll(async () => {
      app = await buildNextApp()
      origin = await app.start(settings)
    }, boundMs(300_000))
    afterAll(() => app?.remove())

    testRoutes(
      () => origin,
      (path, init) => fetch(origin + path, init),
    )

    test('one login serves all its routes', async () => {
      const another = await app.start(settings)
      const { login, login_user } = emulator.stats
      const headers = { cookie: 'sid=one' }
      const answers = await Promise.all(
        ['/', '/me', '/me', '/'].map(path => fetch(another + path, { headers })),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      const page = pageSession(url, another, headers.cookie)
      expect(await whoIs(page)).toBe('789')
      await page.close()
      expect(emulator.stats.login - login).toBe(1)
      expect(emulator.stats.login_user - login_user).toBe(2) // the server's own, and that of the page
    })

    describeChromium('its page', browser => {
      test('asks a user without a session to sign in, then shows the user', async () => {
        emulator.allowedOrigins.add(origin)
        const context = await browser().newContext()
        const page = await context.newPage()
        await page.goto(origin)
        await expect
          .poll(() => page.getByRole('alert').first().textContent())
          .toBe('Sign in to the application first.')
        await context.addCookies([{ name: 'sid', value: 'page', url: origin }])
        await page.reload()
        await page.getByRole('button', { name: 'Who am I?' }).click()
        await expect.poll(() => page.getByRole('status').textContent()).toBe('Ana Regular')
        await context.close()
      })
    })

    describeChromium('the official client with it', browser => {
      let looker: LookerWithTls
      let startEmbedding: (host: string, command: 'start' | 'dev') => Promise<Embedding>
      let started: Embedding
      beforeAll(async () => {
        looker = await lookerWithTls()
        startEmbedding = async (host, command) => {
          const PORT = await freePort()
          const origin = `http://${host}:${PORT}`
          await app.start({ ...looker.settings, PORT, APP_ORIGIN: origin }, command)
          return { emulator: looker.emulator, page: `${origin}/dashboard` }
        }
        started = await startEmbedding('127.0.0.1', 'start') // Next says localhost to its routes
      })
      afterAll(() => looker?.close())

      testOfficialClient(browser, () => started)

      test('shows one dashboard, and renews its tokens, under next dev, which runs effects twice', async () => {
        const { emulator, page } = await startEmbedding('localhost', 'dev')
        const context = await newBrowser(browser())
        await signIn(context, page, 'one')
        const tab = await openTab(context, page)
        await expectLive(tab, 'ana')
        await passUntilRenewal(emulator, [tab])
        await expectLive(tab, 'ana', '1')
        expect(await tab.page.locator('iframe').count()).toBe(1)
      })
    })
  })

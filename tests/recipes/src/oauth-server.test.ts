import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { originOf, startLooker } from './looker'

const { emulator } = await startLooker()
const { oauthClientApps } = JSON.parse(readFileSync(new URL('seed.json', import.meta.url), 'utf8'))
for (const app of oauthClientApps) emulator.oauthClientApps.add(app)

describe('OAuth on a web server', () => {
  let origin: string
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'looker-auth-recipe-'))
    for (const name of ['XDG_STATE_HOME', 'LOCALAPPDATA', 'HOME']) process.env[name] = folder
    const { server } = await import('./oauth-server')
    origin = await originOf(server)
    afterAll(async () => {
      server.close()
      await rm(folder, { recursive: true, force: true })
    })
  })

  /** A browser with its cookies. */
  function browser() {
    const cookies = new Map<string, string>()
    const request = async (path: string, method = 'GET') => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(origin + path, { method, headers: { cookie }, redirect: 'manual' })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    }
    /** Goes to Looker's pages, and returns the path of the address that it comes back to. */
    const toLooker = async (user_id: string, allow = true) => {
      const url = (await request('/sign-in')).headers.get('location') ?? ''
      const { pathname, search } = new URL(emulator.authorize({ url, user_id, allow }))
      return pathname + search
    }
    return {
      cookies,
      request,
      toLooker,
      async signIn(user_id: string) {
        const back = await request(await toLooker(user_id))
        expect([back.status, back.headers.get('location')]).toEqual([302, '/me'])
      },
      me: async () => {
        const response = await request('/me')
        return response.ok ? ((await response.json()) as { id: string }).id : response.status
      },
    }
  }

  test('two people each get only their own identity, in 200 interleaved calls', async () => {
    const [ana, bea] = [browser(), browser()]
    await Promise.all([ana.signIn('789'), bea.signIn('2')])
    const calls = Array.from({ length: 100 }, () => [ana.me(), bea.me()]).flat()
    expect(await Promise.all(calls)).toEqual(Array(100).fill(['789', '2']).flat())
    await ana.request('/sign-out', 'POST')
    expect([await ana.me(), await bea.me()]).toEqual([401, '2'])
    expect(emulator.stats).toMatchObject({ token_code: 2, live_tokens: 1, live_refresh_tokens: 1 })
    await bea.request('/sign-out', 'POST')
  })

  test('a browser that is not signed in gets 401, also with a cookie that it made up', async () => {
    const one = browser()
    expect(await one.me()).toBe(401)
    one.cookies.set('sid', 'made-up')
    expect(await one.me()).toBe(401)
  })

  test('an answer with another state, of another browser or from before is refused, and its code is sent nowhere', async () => {
    const before = emulator.stats.token_code
    const [ana, bea] = [browser(), browser()]
    const answer = await ana.toLooker('789')
    expect((await bea.request(answer)).status).toBe(400)
    await bea.toLooker('2')
    expect((await bea.request(answer)).status).toBe(400)
    expect((await ana.request(answer.replace(/state=[^&]*/, 'state=other'))).status).toBe(400)
    expect((await ana.request(answer)).status).toBe(400)
    expect(emulator.stats.token_code).toBe(before)
    expect([await ana.me(), await bea.me()]).toEqual([401, 401])
  })

  test('a person who does not allow the application is not signed in', async () => {
    const ana = browser()
    const back = await ana.request(await ana.toLooker('789', false))
    expect([back.status, await back.text()]).toEqual([502, 'access_denied'])
    expect(await ana.me()).toBe(401)
  })

  test('a new sign-in in the same browser ends the one before, and has another cookie', async () => {
    const ana = browser()
    await ana.signIn('789')
    const before = ana.cookies.get('sid')
    await ana.signIn('2')
    expect(ana.cookies.get('sid')).not.toBe(before)
    expect([await ana.me(), emulator.stats.live_tokens]).toEqual(['2', 1])
    await ana.request('/sign-out', 'POST')
  })

  test('no page can read the cookies, and no request of another website but a link carries them', async () => {
    const response = await browser().request('/sign-in')
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/; HttpOnly; SameSite=Lax$/)])
  })

  test('the sessions are bounded in number, and a person whose session was closed stays signed in', async () => {
    const ana = browser()
    await ana.signIn('789')
    const { sessionOf } = await import('./sessions-of-people')
    const session = sessionOf(ana.cookies.get('sid') ?? '')
    for (let index = 0; index < 1000; index++) sessionOf(`other ${index}`)
    await expect.poll(() => session.token().catch(error => error.code)).toBe('closed')
    expect([await ana.me(), emulator.stats.live_tokens]).toEqual(['789', 1])
    await ana.request('/sign-out', 'POST')
  })
})

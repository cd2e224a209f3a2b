import { expect, onTestFinished, test } from 'vitest'
import { enter } from '../src/server/pages/enter'
import { startDemo } from '../src/server/start-demo'
import { pageFolder } from './e2e/visitor'
import { send } from './program'

/** A demo, and a browser at one of its sessions of the application. */
async function setUp() {
  const demo = await startDemo({ port: 0, env: {}, pageFolder })
  onTestFinished(() => demo.close())
  const { url, cookie: access } = await enter(demo.address)
  const at = (slot: string) => {
    let own = ''
    const ask = async (method: string, path: string, body?: object) => {
      const headers = { cookie: `${access}${own}`, origin: url, 'user-agent': 'Browser/1' }
      const answer = await send(
        url,
        method,
        `/embedded/${slot}${path}`,
        headers,
        body && JSON.stringify(body),
      )
      return { ...answer, body: answer.text.startsWith('{') ? JSON.parse(answer.text) : undefined }
    }
    return {
      ask,
      async signIn(userId: string) {
        const { headers } = await ask('POST', '/sign-in', { userId })
        const [cookie = ''] = headers['set-cookie'] ?? []
        own = `; ${cookie.split(';')[0]}`
        return cookie
      },
    }
  }
  return { at, stats: () => demo.instance.steering!.emulator.stats }
}

test('two users are signed in beside each other, each by a cookie of its own path', async () => {
  const { at, stats } = await setUp()
  const [one, two] = [at('1'), at('2')]
  expect(await one.signIn('ana')).toMatch(/; Path=\/embedded\/1; HttpOnly; SameSite=Strict$/)
  expect(await two.signIn('ben')).toMatch(/; Path=\/embedded\/2; HttpOnly; SameSite=Strict$/)
  expect((await one.ask('GET', '/session')).body).toEqual({ user: { id: 'ana', name: 'Ana Embedded' } })
  expect((await two.ask('GET', '/session')).body).toEqual({ user: { id: 'ben', name: 'Ben Embedded' } })

  const tokens = [await one.ask('GET', '/tokens'), await two.ask('GET', '/tokens')]
  expect(tokens.map(({ status }) => status)).toEqual([200, 200])
  expect(tokens.map(({ text }) => text).join()).not.toContain('session_reference_token"')
  expect(stats()).toMatchObject({ embed_sessions: 2, live_embed_sessions: 2 })

  // The tokens of one are no tokens of the other.
  expect((await two.ask('PUT', '/tokens', tokens[0]?.body)).body).toEqual({ session_reference_token_ttl: 0 })
  expect((await one.ask('PUT', '/tokens', tokens[0]?.body)).body).toMatchObject({ api_token_ttl: 40 })

  expect((await one.ask('POST', '/sign-out', {})).body).toEqual({ revoked: true })
  expect(stats()).toMatchObject({ embed_deletes: 1, live_embed_sessions: 1 })
  expect((await one.ask('GET', '/session')).body).toEqual({})
  expect((await one.ask('GET', '/tokens')).status).toBe(401)
  expect((await two.ask('GET', '/tokens')).status).toBe(200)
})

test('only users of the demo are signed in, and only below paths that it has', async () => {
  const { at, stats } = await setUp()
  expect((await at('1').ask('POST', '/sign-in', { userId: 'mallory' })).status).toBe(400)
  expect((await at('1').ask('POST', '/sign-in', {})).status).toBe(400)
  expect((await at('0').ask('POST', '/sign-in', { userId: 'ana' })).status).toBe(404)
  expect((await at('10').ask('GET', '/tokens')).status).toBe(404)
  expect((await at('1').ask('GET', '/tokens')).status).toBe(401)
  expect((await at('1').ask('POST', '/end-at-looker', {})).body).toEqual({ revoked: 0 })
  expect(stats().embed_sessions).toBe(0)
})

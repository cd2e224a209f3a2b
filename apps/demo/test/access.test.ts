import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { enter } from '../src/server/pages/enter'
import { send, start, startWith } from './program'

const page = { accept: 'text/html,application/xhtml+xml' }
const withoutCookie: readonly (readonly [string, string, object?])[] = [
  ['GET', '/'],
  ['GET', '/backend'],
  ['GET', '/oauth'],
  ['GET', '/signed-in?code=c&state=s'],
  ['GET', '/embedded/1'],
  ['GET', '/embedded/1/session'],
  ['GET', '/embedded/1/tokens'],
  ['PUT', '/embedded/1/tokens', { api_token: 'a', navigation_token: 'n' }],
  ['POST', '/embedded/1/sign-in', { userId: 'ana' }],
  ['POST', '/embedded/1/sign-out', {}],
  ['POST', '/embedded/1/end-at-looker', {}],
  ['GET', '/assets/any.js'],
  ['GET', '/facts.json'],
  ['GET', '/live'],
  ['GET', '/nowhere'],
  ['POST', '/sign-in', { userId: '789' }],
  ['POST', '/sign-out', {}],
  ['POST', '/looker-token', { operation: 'token', user_id: '789' }],
  ['POST', '/as-users', { userIds: ['789'], calls: 1 }],
  ['POST', '/emulator/time', { ms: 1 }],
  ['POST', '/emulator/fault', {}],
  ['POST', '/emulator/revoke', { userId: '789' }],
  ['POST', '/emulator/renewal-fault', { kind: 'drop' }],
]

/** A demo that goes to an emulator as if that was an instance of somebody's own. */
async function startOnInstance(env: NodeJS.ProcessEnv = {}) {
  const looker = createEmulator()
  const server = await looker.listen()
  onTestFinished(() => server.close())
  const key = {
    LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
    LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
  }
  const demo = startWith({ LOOKERSDK_BASE_URL: server.url, ...key, ...env }, '--port', '0', '--no-open')
  return { looker, demo, lookerUrl: server.url }
}

describe('the address that the console prints', () => {
  test('is exchanged for a cookie of this port, and leads to an address without the secret', async () => {
    const address = new URL(await start('--port', '0', '--no-open').address())
    const { origin, port, search } = address
    expect(search).toMatch(/^\?token=[\w-]{32,}$/)
    const answer = await send(origin, 'GET', `/backend${search}&keep=1`)
    expect([answer.status, answer.headers.location]).toEqual([302, `${origin}/backend?keep=1`])
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
    expect(answer.headers['cache-control']).toBe('no-store')
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    expect(cookie).toContain(`${port}=`)
    expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict'])
    const opened = await send(origin, 'GET', '/backend', { cookie: cookie.split(';')[0] ?? '' })
    expect([opened.status, opened.headers['referrer-policy']]).toEqual([200, 'no-referrer'])
    expect(opened.text).toContain('<div id="app">')
  })

  test('is another one at each start, and one demo does not sign out of another', async () => {
    const [one, two] = [start('--port', '0', '--no-open'), start('--port', '0', '--no-open')]
    const [first, second] = [await enter(await one.address()), await enter(await two.address())]
    const cookie = `${first.cookie}; ${second.cookie}`
    for (const { url } of [first, second]) {
      const [id, headers] = [url === first.url ? '2' : '3', { cookie, origin: url }]
      const signedIn = await send(url, 'POST', '/sign-in', headers, JSON.stringify({ userId: id }))
      expect(signedIn.headers['set-cookie']?.[0]).toContain(new URL(url).port)
      const own = `${cookie}; ${signedIn.headers['set-cookie']?.[0]?.split(';')[0]}`
      const { text } = await send(url, 'GET', '/facts.json', { cookie: own })
      expect(JSON.parse(text)).toMatchObject({ signedInAs: id })
    }
    expect((await send(second.url, 'GET', '/facts.json', { cookie: first.cookie })).status).toBe(403)
    const ofFirst = first.cookie.slice(first.cookie.indexOf('=') + 1)
    expect((await send(second.url, 'GET', `/?token=${ofFirst}`)).status).toBe(403)
  })

  test('is said once; nothing that is asked of the demo says the secret again', async () => {
    const demo = start('--port', '0', '--no-open')
    const address = await demo.address()
    const { url, cookie } = await enter(address)
    const secret = new URL(address).searchParams.get('token') ?? '?'
    const headers = { cookie, origin: url }
    expect((await send(url, 'POST', '/sign-in', headers, '{')).status).toBe(400)
    for (const path of ['/', '/facts.json', '/nowhere', '/backend?x=1']) {
      const { text, headers: answered } = await send(url, 'GET', path, { cookie })
      expect(text + JSON.stringify(answered), path).not.toContain(secret)
    }
    demo.child.kill()
    await demo.ended
    expect(demo.said().split(secret)).toHaveLength(2)
  })
})

describe('without the secret', () => {
  test('nothing is answered, and a person is told what to open', async () => {
    const { origin } = new URL(await start('--port', '0', '--no-open').address())
    for (const [method, path, body] of withoutCookie) {
      const headers = { origin, 'content-type': 'application/json' }
      const answer = await send(origin, method, path, headers, body && JSON.stringify(body))
      expect([answer.status, JSON.parse(answer.text)], path).toEqual([
        403,
        expect.objectContaining({ code: 'demo_locked', hint: expect.stringContaining('console') }),
      ])
      const shown = await send(origin, method, path, { origin, ...page }, body && JSON.stringify(body))
      expect([shown.status, shown.headers['content-type']], path).toEqual([403, 'text/html; charset=UTF-8'])
      expect(shown.text).toContain('Open the address that the console shows')
      expect(shown.headers['referrer-policy']).toBe('no-referrer')
    }
  })

  test('a wrong one is none', async () => {
    const { origin } = new URL(await start('--port', '0', '--no-open').address())
    for (const search of ['?token=', '?token=wrong', `?token=${'A'.repeat(32)}`, '?token=%00']) {
      const { status, headers } = await send(origin, 'GET', `/${search}`)
      expect([status, headers['set-cookie'], headers.location], search).toEqual([403, undefined, undefined])
    }
  })
})

test('no path leads to another site', async () => {
  const { origin, port, search } = new URL(await start('--port', '0', '--no-open').address())
  for (const path of [
    '//evil.example/x',
    '///evil.example/x',
    '/\\evil.example/x',
    '/%2f/evil.example',
    '/..//evil.example',
    '/@evil.example',
    '/x?next=//evil.example',
  ]) {
    const token = path.includes('?') ? search.replace('?', '&') : search
    for (const [asked, host] of [
      [path, `localhost:${port}`],
      [`${path}${token}`, `localhost:${port}`],
      [`${path}${token}`, `127.0.0.1:${port}`],
    ] as const) {
      const { status, headers } = await send(origin, 'GET', asked, { host })
      // A path with a backslash is refused before.
      expect(status, asked).toBe(path.includes('\\') ? 400 : 302)
      expect(new URL(String(headers.location ?? ''), `http://127.0.0.1:${port}`).origin, asked).toBe(origin)
    }
  }
})

describe('on an instance of your own', () => {
  test('only the users that LOOKER_AUTH_DEMO_USER lists can be used', async () => {
    const { looker, demo } = await startOnInstance({ LOOKER_AUTH_DEMO_USER: ' 789, 2,789,' })
    const { url, cookie } = await enter(await demo.address())
    const post = (path: string, body: object) =>
      send(url, 'POST', path, { cookie, origin: url }, JSON.stringify(body))
    const facts = JSON.parse((await send(url, 'GET', '/facts.json', { cookie })).text)
    expect(facts.people.map(({ id }: { id: string }) => id)).toEqual(['789', '2'])
    for (const id of ['1', '3', '0789', '7', '']) {
      const refused = await post('/sign-in', { userId: id })
      expect([refused.status, refused.headers['set-cookie']], id).toEqual([id === '' ? 400 : 403, undefined])
    }
    const calls = await post('/as-users', { userIds: ['789', '3'], calls: 1 })
    expect([calls.status, JSON.parse(calls.text)]).toEqual([
      403,
      {
        code: 'user_not_listed',
        message: 'The demo may not act as user 3.',
        hint: 'Add the id to LOOKER_AUTH_DEMO_USER, such as LOOKER_AUTH_DEMO_USER=789,2, and start the demo again.',
      },
    ])
    expect(looker.stats.login_user).toBe(0)
    expect((await post('/sign-in', { userId: '2' })).status).toBe(204)
    const { text } = await post('/as-users', { userIds: ['789', '2'], calls: 1 })
    expect(JSON.parse(text)).toMatchObject([{ answered: { id: '789' } }, { answered: { id: '2' } }])
  })

  test('one line warns whose tokens can be had', async () => {
    const { demo, lookerUrl } = await startOnInstance({ LOOKER_AUTH_DEMO_USER: '789,2' })
    await demo.address()
    expect(
      demo
        .said()
        .split('\n')
        .filter(line => line.startsWith('Warning:')),
    ).toEqual([
      `Warning: whoever opens the demo gets tokens of the users 789, 2 of ${lookerUrl}. Give its address to nobody.`,
    ])
  })

  test('where no user is listed, nobody can be used, and the console says what to set', async () => {
    const { demo, lookerUrl } = await startOnInstance()
    const { url, cookie } = await enter(await demo.address())
    const headers = { cookie, origin: url }
    expect((await send(url, 'POST', '/sign-in', headers, '{"userId":"789"}')).status).toBe(403)
    expect(
      demo
        .said()
        .split('\n')
        .filter(line => line.startsWith('Warning:')),
    ).toEqual([
      `Warning: LOOKER_AUTH_DEMO_USER is not set, so the demo acts as no user of ${lookerUrl}. Set it to their ids, such as LOOKER_AUTH_DEMO_USER=789,2, and start the demo again.`,
    ])
  })

  test('--check passes with users and without', async () => {
    for (const users of ['789', '']) {
      const looker = await createEmulator().listen()
      onTestFinished(() => looker.close())
      const env = {
        LOOKERSDK_BASE_URL: looker.url,
        LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
        LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
        LOOKER_AUTH_DEMO_USER: users,
      }
      expect(await startWith(env, '--check').ended).toMatchObject({ code: 0, err: '' })
    }
  })

  test('an emulator needs no list, and has no warning', async () => {
    const demo = start('--port', '0', '--no-open')
    const { url, cookie } = await enter(await demo.address())
    const headers = { cookie, origin: url }
    expect((await send(url, 'POST', '/sign-in', headers, '{"userId":"7"}')).status).toBe(204)
    expect(demo.said()).not.toContain('Warning')
  })
})

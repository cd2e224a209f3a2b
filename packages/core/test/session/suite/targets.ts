import { type ContractCase, check, equal } from '../product.js'
import { login, scene } from '../world.js'

/** Promise 4: tokens go to the origin of the session's base URL only, credentials to its login only. */
export function targetCases(): ContractCase[] {
  return [...refused(), ...sent(), ...redirects()]
}

const elsewhere = [
  'https://evil.example/x',
  'https://looker.test:8080/api/4.0/user',
  'http://looker.test/api/4.0/user',
  '//evil.example/x',
  '/\\evil.example',
  '\\\\evil.example/x',
  '/\t/evil.example/x',
  'user',
  '',
  'https://ada:secret@looker.test/api/4.0/user',
  'https://looker.test@evil.example/',
  'https://looker.test.evil.example/',
  'javascript:alert(1)',
]

function refused(): ContractCase[] {
  return [
    ...elsewhere.map(target =>
      // @promise foreign-origin-throws
      scene(`a token is not sent to ${JSON.stringify(target)}: foreign_origin, before any login`, async w => {
        equal(await w.code(w.session().fetch(target)), 'foreign_origin', 'code')
        equal(w.sent.length, 0, 'requests')
      }),
    ),

    scene(
      'a Host header that names another host is foreign_origin, as a proxy would send the token there',
      async w => {
        const looker = w.session()
        const { host } = new URL(looker.baseUrl)
        const named = (name: string) => looker.fetch('/user', { headers: { Host: name } })
        equal(await w.code(named('evil.example')), 'foreign_origin', 'code')
        equal(await w.code(named(`${host}, evil.example`)), 'foreign_origin', 'code of two')
        equal(w.count(login), 0, 'logins')
        equal((await named(host)).status, 200, 'its own host')
      },
    ),

    scene('a URL object and a Request elsewhere throw foreign_origin too', async w => {
      const looker = w.session()
      equal(await w.code(looker.fetch(new URL('https://evil.example/x'))), 'foreign_origin', 'URL')
      equal(await w.code(looker.fetch(new Request('https://evil.example/x'))), 'foreign_origin', 'Request')
      equal(w.sent.length, 0, 'requests')
    }),

    // @promise own-authorization-throws
    scene('a caller’s own Authorization header throws, wherever it is', async w => {
      const looker = w.session()
      const headers = { authorization: 'token of-somebody-else' }
      const request = new Request(`${w.baseUrl}/api/4.0/user`, { headers })
      equal(await w.code(looker.fetch('/user', { headers })), 'configuration', 'a plain object')
      equal(
        await w.code(looker.fetch('/user', { headers: [['AUTHORIZATION', 'x']] })),
        'configuration',
        'a list',
      )
      equal(
        await w.code(looker.fetch('/user', { headers: new Headers(headers) })),
        'configuration',
        'Headers',
      )
      equal(await w.code(looker.fetch(request)), 'configuration', 'a Request')
      equal(w.sent.length, 0, 'requests')
    }),

    ...['/session', '/session/', '/session//', '/%73ession', '/session?fields=id'].map(path =>
      // @promise workspace-change-is-refused
      scene(
        `one script’s PATCH ${path} would move everybody who shares the token: refused with the hint`,
        async w => {
          const looker = w.session()
          const error = await w.failure(
            looker.fetch(path, { method: 'patch', body: '{"workspace_id":"dev"}' }),
          )
          check(
            /workspace: 'dev'/.test(String((error as { hint?: string }).hint)),
            'the hint names the setting',
          )
          const url = `${w.baseUrl}/api/4.0${path}`
          equal(await w.code(looker.fetch(url, { method: 'PATCH' })), 'configuration', 'an absolute address')
          equal(
            await w.code(looker.fetch(new Request(url, { method: 'PATCH' }))),
            'configuration',
            'a Request',
          )
          equal(w.sent.length, 0, 'requests')
        },
      ),
    ),
  ]
}

function sent(): ContractCase[] {
  return [
    // @promise path-is-appended
    scene(
      'a path is appended textually to {baseUrl}/api/{version}; same-origin addresses are taken as they are',
      async w => {
        const looker = w.session()
        await looker.fetch('/users/2?fields=id#part')
        await looker.fetch(`${w.baseUrl}/api/3.1/user`)
        await looker.fetch(new URL(`${w.baseUrl}/alive`))
        await looker.fetch('/session', { method: 'GET' })
        await looker.fetch('/users?next=/../x&a=..#/../part')
        await looker.fetch('/a..b/...')
        const urls = w.sent.slice(1).map(({ url }) => url.href)
        equal(urls[4], `${w.baseUrl}/api/4.0/users?next=/../x&a=..#/../part`, 'dots after the path')
        equal(urls[5], `${w.baseUrl}/api/4.0/a..b/...`, 'dots that are no segment')
        equal(urls[0], `${w.baseUrl}/api/4.0/users/2?fields=id#part`, 'a path')
        equal(urls[1], `${w.baseUrl}/api/3.1/user`, 'an absolute address')
        equal(urls[2], `${w.baseUrl}/alive`, 'a URL')
        check(
          w.sent.slice(1).every(({ token }) => token === w.sent[1]?.token),
          'all carry the token',
        )
      },
    ),

    scene('the token is sent as the settings say: token X by default, Bearer X when asked for', async w => {
      await w.session().fetch('/user')
      await w.session({ authScheme: 'Bearer' }).fetch('/user')
      const schemes = w.sent
        .filter(({ token }) => token)
        .map(({ headers }) => headers.get('authorization')?.split(' ')[0])
      equal(schemes.join(), 'token,Bearer', 'schemes')
    }),

    // @promise credentials-go-to-the-login
    scene('credentials go to the login only, in its body', async w => {
      const looker = w.session()
      await w.whoIs(looker)
      await w.whoIs(looker.as(2))
      await looker.logout()
      const withSecret = w.sent.filter(({ body, url, headers }) =>
        [String(body ?? ''), url.href, ...[...headers].flat()].some(text =>
          text.includes('lookeremulatorsecret'),
        ),
      )
      equal(withSecret.map(({ line }) => line).join(), login, 'requests that hold the secret')
      check(!w.sent.some(({ url }) => url.href.includes('secret')), 'the secret is in an address')
    }),
  ]
}

function redirects(): ContractCase[] {
  const away = [
    'https://looker.test:8080/x',
    'http://looker.test/x',
    'http://evil.example/x',
    '//evil.example/x',
  ]
  return [
    ...away.flatMap(target =>
      [301, 302, 303, 307, 308].map(status =>
        // @promise token-goes-to-its-origin, never-authorization-along-a-redirect
        scene(`Authorization is not sent along a ${status} to ${target}`, async w => {
          w.emulator.faults.add({ match: { path: '*/user' }, status, redirectTo: target })
          const response = await w.session().fetch('/user', { headers: { cookie: 'a=b' } })
          equal(await response.text(), 'somebody else', 'the answer')
          equal(response.redirected, true, 'redirected')
          const last = w.sent.at(-1)
          equal(last?.url.href, new URL(target, w.baseUrl).href, 'where it went')
          equal(last?.headers.has('authorization'), false, 'Authorization')
          equal(last?.headers.has('cookie'), false, 'Cookie')
        }),
      ),
    ),

    scene(
      'a redirect within the origin keeps the token; one that leaves and returns does not get it back',
      async w => {
        const looker = w.session()
        w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: '/api/4.0/user' })
        equal((await looker.fetch('/start')).status, 200, 'within the origin')
        const answers = new Map([
          [`${w.baseUrl}/api/4.0/leave`, 'http://other.test/back'],
          ['http://other.test/back', `${w.baseUrl}/api/4.0/user`],
        ])
        const looping = w.session({
          fetch: async (input, init) => {
            const location = answers.get(String(input))
            const headers = { location: location ?? '' }
            return location === undefined
              ? w.fetch(input, init)
              : new Response(null, { status: 302, headers })
          },
        })
        equal((await looping.fetch('/leave')).status, 401, 'after leaving and returning')
        equal(w.sent.at(-1)?.token, undefined, 'the token that came back')
      },
    ),

    // @promise credentials-go-to-the-login
    scene('client_secret is not sent along a 307, grants refuse every redirect', async w => {
      for (const target of [
        'https://evil.example/login',
        '/api/4.0/user',
        'https://looker.test:8080/api/4.0/login',
      ]) {
        w.emulator.faults.add({ match: { path: '*/login' }, status: 307, redirectTo: target })
        equal(await w.code(w.session().token()), 'configuration', `code for ${target}`)
      }
      w.emulator.faults.add({
        match: { path: '*/login/789' },
        status: 307,
        redirectTo: 'https://evil.example/x',
      })
      equal(await w.code(w.session().as(789).token()), 'configuration', 'code of the sudo login')
      check(
        w.sent.every(({ url }) => url.origin === w.baseUrl),
        'something left the origin',
      )
    }),

    scene('redirect: manual and error are the caller’s', async w => {
      w.emulator.faults.add({
        match: { path: '*/user' },
        times: 'always',
        redirectTo: 'http://evil.example/x',
      })
      const response = await w.session().fetch('/user', { redirect: 'manual' })
      equal(response.status, 302, 'status')
      equal(w.sent.length, 2, 'requests')
    }),
  ]
}

import { answeredBy, application } from '../application.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, loginUser, scene } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const tokenLine = (id: string): string => loginUser(id)

/** The pattern of Looker's documents, users authenticated elsewhere: whom a page's token is for. */
export function backendIdentityCases(): ContractCase[] {
  return [
    scene('a page acts as the user who is signed in to the application', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const page = app.page('789', 'a')
      equal(await w.whoIs(page), '789', 'who it is')
      equal(page.state.identity.subject, '789', 'whom the session is of')
      equal(await w.whoIs(app.service), '1', 'who the service account is')
    }),

    scene('eight pages of one application session cost one login_user', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const pages = Array.from({ length: 8 }, () => app.page('789', 'a'))
      const tokens = await Promise.all(pages.map(page => page.token()))
      equal(new Set(tokens).size, 1, 'tokens')
      equal(w.count(tokenLine('789')), 1, 'logins of the user')
      equal(w.count(login), 1, 'logins of the service account')
    }),

    // @promise page-token-is-of-its-user
    scene(
      'each application session of a user has a token of its own, and no page gets the server’s',
      async w => {
        const app = application(w)
        app.signedIn.set('a', ana).set('b', { ...ana, sessionId: 'ana-2' })
        const tokens = [
          await app.page('789', 'a').token(),
          await app.page('789', 'b').token(),
          await app.service.as(789).token(),
          await app.service.token(),
        ]
        equal(new Set(tokens).size, 4, 'different tokens')
        for (const { text } of app.answers) {
          check(!text.includes(tokens[3] ?? ''), 'the service account’s token was answered')
          check(!text.includes(tokens[2] ?? ''), 'the server’s own token of the user was answered')
        }
      },
    ),

    // @promise page-token-is-of-its-user
    scene('a page that asks for another user is refused, and nothing is minted', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      for (const forged of ['2', '1', '0789', ' 789']) {
        equal(await w.code(app.page(forged, 'a').token()), 'identity_changed', `as ${forged}`)
      }
      const asked = ['789/../2', '', '789?x=1', 789, null, ['789'], { id: '789' }]
      for (const user_id of asked) {
        const { status } = await app.ask({ operation: 'token', user_id }, { cookie: 'a' })
        check(
          status === 409 || status === 400,
          `user_id ${JSON.stringify(user_id)} was answered with ${status}`,
        )
      }
      check(!w.sent.some(({ line }) => line.includes('/login/')), 'something was minted')
    }),

    // @promise page-token-is-of-its-user
    scene('an answer that names another user, or nobody, is not adopted', async w => {
      const app = application(w)
      app.signedIn.set('a', { userId: '2', sessionId: 'bea-1' })
      const genuine = (await (
        await app.ask({ operation: 'token', user_id: '2' }, { cookie: 'a' })
      ).json()) as Record<string, unknown>
      for (const named of ['2', undefined, 789, null, '789 ']) {
        const answering = async () => Response.json({ ...genuine, user_id: named })
        const page = app.page('789', 'a', { grant: answeredBy(answering) })
        equal(await w.code(page.token()), 'identity_changed', `named ${String(named)}`)
        equal(page.state.status, 'denied', 'its state')
      }
    }),

    // @promise admin-gets-no-token-in-a-page
    scene('the service account gets no token in a page, nor by default does any admin', async w => {
      const app = application(w)
      app.signedIn.set('a', { userId: '1', sessionId: 'ada' }).set('s', { userId: '791', sessionId: 'sam' })
      equal(await w.code(app.page('1', 'a').token()), 'user_not_allowed', 'the service account itself')
      equal(await w.code(app.page('791', 's').token()), 'user_not_allowed', 'another admin')
      const lenient = application(w, { session: app.service, allowUser: () => true })
      lenient.signedIn
        .set('a', { userId: '1', sessionId: 'ada' })
        .set('s', { userId: '791', sessionId: 'sam' })
      equal(await w.code(lenient.page('1', 'a').token()), 'user_not_allowed', 'the service account, ever')
      equal(await w.whoIs(lenient.page('791', 's')), '791', 'an admin, where that is allowed')
      check(!w.sent.some(({ line }) => line === tokenLine('1')), 'a token of the service account was minted')
    }),

    // @promise other-sites-get-nothing
    scene('a request that no page of the application can have sent gets nothing', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const body = { operation: 'token', user_id: '789' }
      const attempts: [string, number, Record<string, string | undefined>, string?][] = [
        [
          'from a page of another origin',
          403,
          { origin: 'http://evil.test', 'sec-fetch-site': 'cross-site' },
        ],
        ['from a sandboxed frame', 403, { origin: 'null', 'sec-fetch-site': 'cross-site' }],
        ['without an origin', 403, { origin: undefined }],
        ['from a sibling site', 403, { 'sec-fetch-site': 'same-site' }],
        ['that lies about its origin', 403, { 'sec-fetch-site': 'cross-site' }],
        ['of another port', 403, { origin: 'https://app.test:81', 'sec-fetch-site': undefined }],
        ['as a form', 403, { 'x-looker-auth': undefined, 'content-type': 'text/plain' }],
        ['as a GET', 405, {}, 'GET'],
        ['as a DELETE', 405, {}, 'DELETE'],
        ['as a preflight of an origin that is not listed', 403, { origin: 'http://evil.test' }, 'OPTIONS'],
      ]
      for (const [what, status, headers, method] of attempts) {
        const response = await app.ask(body, { cookie: 'a', ...headers }, method)
        equal(response.status, status, what)
        equal(response.headers.get('access-control-allow-origin'), null, `CORS, ${what}`)
        check(!(await response.text()).includes('access_token'), `a token, ${what}`)
      }
      equal(w.sent.length, 0, 'requests to Looker')
    }),

    scene('a page of a listed origin is let in, and no other reads the answer', async w => {
      const origin = 'http://pages.test'
      const app = application(w, { origins: [origin] })
      app.signedIn.set('a', ana)
      const from = { cookie: 'a', origin, 'sec-fetch-site': 'cross-site' }
      const wanted = 'content-type,x-looker-auth,x-of-the-application'
      const asking = { ...from, 'access-control-request-headers': wanted }
      const preflight = await app.ask(undefined, asking, 'OPTIONS')
      equal(preflight.status, 204, 'the preflight')
      equal(preflight.headers.get('access-control-allow-headers'), wanted, 'allowed headers')
      const response = await app.ask({ operation: 'token', user_id: '789' }, from)
      equal(response.status, 200, 'the answer')
      equal(response.headers.get('access-control-allow-origin'), origin, 'who may read it')
      equal(response.headers.get('cache-control'), 'no-store', 'who may keep it')
    }),

    scene('a user who signs in after another in the same tab never sees calls of the one before', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const before = app.page('789', 'a')
      await before.token()
      const held = w.hold('GET /api/4.0/user')
      const inFlight = w.whoIs(before)
      await held.arrived
      const leaving = before.logout()
      app.signedIn.set('a', { userId: '2', sessionId: 'bea-1' })
      const after = app.page('2', 'a')
      held.release()
      equal(await w.whoIs(after), '2', 'the one after')
      await leaving
      const late = await inFlight.catch(() => 'refused')
      check(late === '789' || late === 'refused', `the call in flight was answered as ${late}`)
      equal(await w.code(before.token()), 'signed_out', 'the one before')
      equal(await w.code(before.login()), 'identity_changed', 'and it stays that user’s')
    }),
  ]
}

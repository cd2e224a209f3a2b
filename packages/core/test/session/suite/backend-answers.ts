import { application, pageRequest } from '../application.js'
import {
  AuthError,
  type ContractCase,
  check,
  createTokenEndpoint,
  createUserSession,
  equal,
  oauthGrant,
} from '../product.js'
import { login, loginUser, scene } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const token = { operation: 'token', user_id: '789' }
const from = { cookie: 'a' }

/** What a page learns of a failure, and what the application's server. */
export function backendAnswerCases(): ContractCase[] {
  return [...ownAffairs(), ...refusals()]
}

function ownAffairs(): ContractCase[] {
  return [
    scene('what Looker says to the service account is not for the page', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const body = { message: 'canary of Looker', documentation_url: 'https://looker.test' }
      w.emulator.faults.add({ match: { path: '/api/4.0/login' }, status: 400, body: JSON.stringify(body) })
      equal(await shown(await app.ask(token, from)), '503 unavailable', 'the answer')
      check(!JSON.stringify(app.answers).includes('canary'), 'the page learns what Looker said')
      equal(heard(app.errors), 'request_refused', 'what the server hears')
    }),

    scene('a service account that was signed out is not the page’s sign-out', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      await app.service.login()
      await app.service.logout()
      equal(await shown(await app.ask(token, from)), '503 unavailable', 'the answer')
      equal(heard(app.errors), 'signed_out', 'what the server hears')
      await app.service.login()
      equal(await shown(await app.ask(token, from)), '200 undefined', 'when it is signed in again')
    }),

    scene('what the application’s own functions throw is not for the page, whatever it is', async w => {
      const thrown = [new AuthError('signed_out'), new AuthError('user_not_allowed'), new Error('canary')]
      for (const error of thrown) {
        const failing = async () => Promise.reject(error)
        const [who, whether] = [application(w, { userFor: failing }), application(w, { allowUser: failing })]
        whether.signedIn.set('a', ana)
        for (const app of [who, whether]) {
          equal(await shown(await app.ask(token, from)), '503 unavailable', 'the answer')
          check(app.errors.length === 1 && app.errors[0] === error, 'what the server hears is another error')
          check(!JSON.stringify(app.answers).includes('canary'), 'the page learns of it')
        }
      }
    }),

    scene('where Looker says how long to wait, the page is notified', async w => {
      for (const path of ['/api/4.0/login', '/api/4.0/users/789/roles', '/api/4.0/login/789']) {
        const app = application(w, { session: w.session({ retry: { attempts: 1 } }) })
        app.signedIn.set('a', ana)
        w.emulator.faults.add({ match: { path }, times: 1, status: 429, headers: { 'retry-after': '120' } })
        const response = await app.ask(token, from)
        equal(await shown(response), '503 rate_limited', path)
        equal(response.headers.get('retry-after'), '120', `how long to wait, ${path}`)
      }
    }),

    scene('a user whom Looker does not know, or who is disabled, is told so in our own words', async w => {
      const app = application(w)
      app.signedIn.set('n', { userId: '4711', sessionId: 'n' }).set('d', { userId: '792', sessionId: 'd' })
      for (const [cookie, user_id] of [
        ['n', '4711'],
        ['d', '792'],
      ] as const) {
        const response = await app.ask({ operation: 'token', user_id }, { cookie })
        equal(await shown(response), '404 unknown_user', `user ${user_id}`)
        const named = app.answers.at(-1)?.text.includes(`was \\"${user_id}\\".`) ?? false
        check(named, `the hint does not name ${user_id}`)
      }
      equal(w.count(loginUser('4711')), 0, 'logins of who is not there')
      check(!JSON.stringify(app.answers).includes('Not found'), 'the page learns what Looker said')
    }),
  ]
}

function refusals(): ContractCase[] {
  return [
    scene('the server’s log does not hear of requests that anybody can send', async w => {
      const app = application(w, { requestsPerMinute: 1 })
      app.signedIn.set('a', ana).set('s', { userId: '791', sessionId: 'sam' })
      const answers = [
        await app.ask(token, { ...from, origin: 'http://evil.test' }),
        await app.ask({ operation: 'all of them' }, from),
        await app.ask(token, { cookie: 'nobody' }),
        await app.ask({ ...token, user_id: '2' }, from),
        await app.ask(token, from),
        await app.ask({ ...token, user_id: '791' }, { cookie: 's' }),
      ]
      const codes = await Promise.all(answers.map(shown))
      equal(
        codes.join(),
        '403 request_refused,400 request_refused,401 sign_in_required,409 identity_changed,429 rate_limited,403 user_not_allowed',
        'the answers',
      )
      equal(app.errors.length, 0, 'what the server hears of')
    }),

    scene('nor of a page that goes away in the middle of its request', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const held = w.hold(loginUser('789'), 'request')
      const leaving = new AbortController()
      const asking = app.ask(token, from, 'POST', { signal: leaving.signal })
      await held.arrived
      leaving.abort()
      await asking
      held.release()
      const body = new ReadableStream({ pull: stream => stream.error(new Error('gone')) })
      const broken = { body, duplex: 'half' } as RequestInit
      equal(await shown(await app.ask(undefined, from, 'POST', broken)), '400 request_refused', 'half a body')
      equal(app.errors.length, 0, 'what the server hears of')
    }),

    scene(
      'behind a proxy that changes the host, the answer says to list the own origin, and that helps',
      async w => {
        const origin = 'https://app-outside.test'
        const app = application(w)
        app.signedIn.set('a', ana)
        const refused = await app.ask(token, { ...from, origin })
        equal(refused.status, 403, 'not listed')
        const said = await refused.text()
        check(said.includes('proxy') && said.includes('origins of createTokenEndpoint()'), `it says ${said}`)
        const listing = application(w, { session: app.service, origins: [origin] })
        listing.signedIn.set('a', ana)
        equal((await listing.ask(token, { ...from, origin })).status, 200, 'listed')
      },
    ),

    scene('the ports 443 and 80 in the Host of a request are as none, and other ports are not', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const cases: [string, string, number][] = [
        ['http://app.test:443', 'https://app.test', 200],
        ['https://app.test:80', 'https://app.test', 200],
        ['http://app.test', 'https://app.test', 200],
        ['http://app.test:8443', 'https://app.test', 403],
        ['http://app.test:443', 'https://app.test:8443', 403],
        ['http://app.test:443', 'https://b.test', 403],
        ['http://app.test:443', 'null', 403],
      ]
      for (const [host, origin, status] of cases) {
        const url = { value: `${host}/looker-token` }
        const request = Object.defineProperty(pageRequest(token, { ...from, origin }), 'url', url)
        equal((await app.endpoint(request)).status, status, `${origin} at ${host}`)
      }
    }),

    scene('an endpoint with a session that cannot act for others is refused at once', async w => {
      const app = application(w)
      const oauth = createUserSession({
        baseUrl: w.baseUrl,
        fetch: w.fetch,
        clock: w.clock,
        grant: oauthGrant({ clientId: 'emulator-app', redirectUri: 'https://app.emulator.example/callback' }),
      })
      for (const session of [app.page('789', 'a'), oauth, app.service.as(789)]) {
        equal(
          await w.code((async () => createTokenEndpoint({ session, userFor: () => ana }))()),
          'configuration',
          'it',
        )
      }
      equal(w.count(login), 0, 'logins')
    }),
  ]
}

async function shown(response: Response): Promise<string> {
  const { error } = (await response.clone().json()) as { error?: { code: string } }
  return `${response.status} ${error?.code}`
}

function heard(errors: readonly unknown[]): string {
  return errors.map(error => (AuthError.is(error) ? error.code : String(error))).join()
}

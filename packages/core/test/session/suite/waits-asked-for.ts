import { application } from '../application.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, scene, type World } from '../world.js'

const hourMs = 3_600_000
const ana = { userId: '789', sessionId: 'ana-1' }

/** A Retry-After that would lock a session for long: the wait that Looker can ask for has a bound. */
export function waitsAskedForCases(): ContractCase[] {
  const headers: [string, (w: World) => Record<string, string>][] = [
    ['10,000,000,000 seconds', () => ({ 'retry-after': '10000000000' })],
    ['400 digits', () => ({ 'retry-after': '9'.repeat(400) })],
    [
      'a date, by a clock that is a day ahead',
      w => ({ 'retry-after': httpDate(w.clock.now() + 24 * hourMs) }),
    ],
    ['the last date there is', () => ({ 'retry-after': 'Sat, 13 Sep 275760 00:00:00 GMT' })],
  ]
  return [
    ...headers.flatMap(([what, make]) => [
      // @promise retry-after-is-one-hour-at-most
      scene(`a Retry-After of ${what} keeps a session from signing in for one hour at most`, async w => {
        w.emulator.faults.add({ match: { path: '*/login' }, status: 429, headers: make(w) })
        const looker = w.session()
        equal(waitOf(await w.failure(looker.token())), hourMs, 'retryAfterMs')
        await w.pass(hourMs)
        equal(await w.whoIs(looker), '1', 'an hour later')
        equal(w.count(login), 2, 'logins')
      }),

      ...['/api/4.0/login/789', '/api/4.0/users/789/roles'].map(path =>
        scene(`a Retry-After of ${what} at ${path} is one hour at most for a page`, async w => {
          const app = application(w)
          app.signedIn.set('a', ana)
          w.emulator.faults.add({ match: { path }, status: 429, headers: make(w) })
          const response = await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })
          equal(response.headers.get('retry-after'), '3600', 'what the page is told')
        }),
      ),
    ]),

    scene('a Retry-After date counts from the date of its answer: the clocks need not agree', async w => {
      const serverMs = w.clock.now() + 24 * hourMs
      const headers = { date: httpDate(serverMs), 'retry-after': httpDate(serverMs + 60_000) }
      w.emulator.faults.add({ match: { path: '*/login' }, status: 429, headers })
      equal(waitOf(await w.failure(w.session().token())), 60_000, 'retryAfterMs')
      w.emulator.faults.add({ match: { path: '/api/4.0/login/789' }, status: 429, headers })
      const app = application(w)
      app.signedIn.set('a', ana)
      const response = await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })
      check(response.status === 503, `the status is ${response.status}`)
      equal(response.headers.get('retry-after'), '60', 'what the page is told')
    }),
  ]
}

const httpDate = (ms: number): string => new Date(ms).toUTCString()
const waitOf = (error: unknown): number | undefined => (error as { retryAfterMs?: number }).retryAfterMs

import { answeredBy, application } from '../application.js'
import {
  AuthError,
  backendGrant,
  type ContractCase,
  check,
  equal,
  type UserSessionOptions,
} from '../product.js'
import { login, loginUser, scene, type World } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const token = { operation: 'token', user_id: '789' }
const from = { cookie: 'a' }
const once = { retry: { attempts: 1 } }

/** What a page and its server learn, where there is no token: who refused it, why, and what helps. */
export function backendRefusedCases(): ContractCase[] {
  return [...whoRefused(), ...lookersOwn(), ...unreachable(), ...reported()]
}

function whoRefused(): ContractCase[] {
  return [
    // @promise page-learns-who-refused
    scene('a page learns that the application’s token endpoint refused it, and all that it said', async w => {
      const app = application(w, { requestsPerMinute: 1 })
      app.signedIn.set('a', ana)
      await app.ask(token, from)
      const refusals: [string, () => Promise<Response>, string, string][] = [
        [
          'another origin',
          () => app.ask(token, { ...from, origin: 'http://b.test' }),
          'request_refused',
          'origins of createTokenEndpoint().',
        ],
        [
          'no header',
          () => app.ask(token, { ...from, 'x-looker-auth': undefined }),
          'request_refused',
          'a page of the application.',
        ],
        [
          'an unknown operation',
          () => app.ask({ operation: 'x' }, from),
          'request_refused',
          'of the same version.',
        ],
        ['nobody', () => app.ask(token, { cookie: 'x' }), 'sign_in_required', 'then ask again.'],
        ['too many', () => app.ask(token, from), 'rate_limited', 'signing in for each call.'],
      ]
      for (const [what, ask, code, end] of refusals) {
        const error = await refusal(w, answeredBy(ask))
        equal(error.code, code, what)
        check(
          error.message.includes("The application's token endpoint refused"),
          `who refused: ${error.message}`,
        )
        check(error.message.endsWith(end), `it is cut: ${error.message}`)
        check(!/API version|Looker refused/.test(error.message), `it names Looker: ${error.message}`)
        const { error: said } = (await (await ask()).json()) as { error: { message: string } }
        equal(error.serverMessage, said.message, 'what the endpoint said')
      }
    }),

    scene('a long message of an endpoint is cut between words and says so', async w => {
      const message = 'word '.repeat(2000)
      const error = await refusal(
        w,
        answeredBy(async () => Response.json({ error: { code: 'request_refused', message } })),
      )
      check(error.message.length < 3000, 'it is too long')
      check(
        error.serverMessage?.endsWith('word [...]') === true,
        `it ends with ${error.serverMessage?.slice(-20)}`,
      )
    }),

    scene('a gateway in front of the endpoint is not taken for Looker', async w => {
      const answers: [Response, string][] = [
        [new Response('slow down', { status: 429 }), 'rate_limited'],
        [new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } }), 'unavailable'],
      ]
      for (const [answer, code] of answers) {
        const error = await refusal(
          w,
          answeredBy(async () => answer),
        )
        equal(error.code, code, 'the code')
        check(error.message.startsWith("The application's server"), error.message)
        check(!error.hint.includes('base_url'), error.hint)
      }
    }),
  ]
}

function lookersOwn(): ContractCase[] {
  const html = { status: 200, body: '<!doctype html><html></html>', headers: { 'content-type': 'text/html' } }
  const faults: [string, object, string][] = [
    ['a rate limit', { status: 429, headers: { 'retry-after': '120' } }, 'rate_limited'],
    ['a web page', html, 'not_looker_api'],
    ['a lost connection', { drop: 'before' }, 'network'],
    ['an overloaded instance', { status: 503 }, 'unavailable'],
  ]
  const paths = ['/api/4.0/login', '/api/4.0/user', '/api/4.0/users/789/roles', '/api/4.0/login/789']
  return [
    ...faults.map(([what, fault, code]) =>
      // @promise lookers-codes-reach-the-page
      scene(`${what} at Looker keeps its own code on its way through the server to the page`, async w => {
        for (const path of paths) {
          const session = w.session(once)
          const app = application(w, { session })
          app.signedIn.set('a', ana)
          w.emulator.faults.clear()
          w.emulator.faults.add({ match: { path }, ...fault })
          const error = await refusal(w, app.grant('789', 'a'))
          equal(error.code, code, path)
          check(error.message.includes("application's"), `who failed: ${error.message}`)
          check(!error.hint.includes('{base_url}'), `the page has no base_url: ${error.hint}`)
          equal(error.retryable, code !== 'not_looker_api', 'retryable')
          equal(error.retryAfterMs, code === 'rate_limited' ? 120_000 : undefined, 'how long to wait')
          equal(app.errors.length, 1, 'what the server hears of')
        }
      }),
    ),

    scene(
      'what the application’s functions throw is unavailable, also with a code of Looker’s failures',
      async w => {
        for (const error of [new AuthError('rate_limited'), new AuthError('network')]) {
          const failing = async () => Promise.reject(error)
          for (const option of ['userFor', 'allowUser']) {
            const app = application(w, { session: w.session(once), [option]: failing })
            app.signedIn.set('a', ana)
            equal((await refusal(w, app.grant('789', 'a'))).code, 'unavailable', option)
            check(app.errors[0] === error, 'what the server hears is another error')
          }
        }
        equal(w.count(loginUser('789')), 0, 'logins of the user')
      },
    ),
  ]
}

function unreachable(): ContractCase[] {
  const secretUrl = 'https://user:canary-password@app.test/looker-token?key=canary-parameter'
  const page = (fetch: () => Promise<Response>) => backendGrant({ url: secretUrl, user: '789', fetch })
  return [
    // @promise page-learns-who-refused
    scene('an endpoint that cannot be reached is named by its own address, and not Looker', async w => {
      const error = await refusal(
        w,
        answeredBy(() => Promise.reject(new TypeError('Failed to fetch'))),
      )
      equal(error.code, 'network', 'the code')
      check(error.message.includes('https://app.test/looker-token'), error.message)
      check(error.hint.includes('origins of createTokenEndpoint()'), error.hint)
      check(!/base_url|Looker could not/.test(error.message), error.message)
    }),

    scene(
      'so is one that does not answer in time, and no password or parameter of its address shows',
      async w => {
        w.secret('canary-password')
        w.secret('canary-parameter')
        const error = await refusal(
          w,
          page(() => new Promise(() => {})),
        )
        equal(error.code, 'timeout', 'the code')
        check(error.message.includes('https://app.test/looker-token'), error.message)
        check(!/base_url|Looker did not/.test(error.message), error.message)
      },
    ),
  ]
}

function reported(): ContractCase[] {
  return [
    scene(
      'the server is told of refusals, once a minute for each kind, with how many there were',
      async w => {
        const heard: string[] = []
        const app = application(w, {
          onRefusal: ({ code, status, count }) => void heard.push(`${status} ${code} ${count}`),
        })
        app.signedIn.set('a', ana)
        const refusals = async () => {
          for (let count = 0; count < 5; count++) {
            await app.ask(token, { ...from, origin: `http://${count}.test` })
            await app.ask(token, { cookie: 'nobody' })
            await app.ask({ ...token, user_id: '2' }, from)
          }
        }
        const first = '403 request_refused 1,401 sign_in_required 1,409 identity_changed 1'
        await refusals()
        equal(heard.join(), first, 'at first')
        await w.pass(59_000)
        await refusals()
        equal(heard.join(), first, 'within the minute')
        await w.pass(1000)
        await refusals()
        equal(
          heard.slice(3).join(),
          '403 request_refused 10,401 sign_in_required 10,409 identity_changed 10',
          'then',
        )
        equal(app.errors.length, 0, 'errors')
        equal(w.count(login), 0, 'logins')
      },
    ),

    scene('a report names the page’s origin, and a listener that fails breaks nothing', async w => {
      const said: string[] = []
      const app = application(w, {
        onRefusal: async ({ message }) => {
          said.push(message)
          throw new Error('the listener’s own')
        },
        onError: async () => {
          throw new Error('the listener’s own')
        },
        userFor: async () => {
          throw new Error('the application’s own')
        },
      })
      equal(
        (await app.ask(token, { ...from, origin: 'http://localhost:5173' })).status,
        403,
        'another origin',
      )
      check(said[0]?.includes('http://localhost:5173') === true, `it says ${said[0]}`)
      equal((await app.ask(token, from)).status, 503, 'a failing application')
    }),
  ]
}

/** What a page's session is refused with. */
async function refusal(w: World, grant: UserSessionOptions['grant']): Promise<AuthError> {
  const page = application(w).page('789', 'a', { grant, ...once })
  const error = await w.failure(w.drive(page.token()))
  if (!AuthError.is(error)) throw error
  return error
}

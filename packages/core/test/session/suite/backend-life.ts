import { answeredBy, application } from '../application.js'
import { type ContractCase, check, equal } from '../product.js'
import { loginUser, scene } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const tokenLine = (id: string): string => loginUser(id)

/** The pattern of Looker's documents, users authenticated elsewhere: renewal and troubles of a page's token. */
export function backendLifeCases(): ContractCase[] {
  return [...renewal(), ...troubles()]
}

function renewal(): ContractCase[] {
  return [
    scene('the lifetime that a page gets is what remains of it', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      await app.page('789', 'a').token()
      await w.pass(1_800_000)
      const late = app.page('789', 'a')
      const token = await late.token()
      const leftMs = (late.state.expiresAtMs ?? 0) - w.clock.now()
      check(leftMs > 1_700_000 && leftMs <= 1_800_000, `${leftMs} ms are left`)
      await w.pass(leftMs)
      check((await late.token()) !== token, 'it is served past its end')
      equal(await w.whoIs(late), '789', 'who it is')
    }),

    scene('a token that Looker rejected is replaced once, for all pages that hold it', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const pages = [app.page('789', 'a'), app.page('789', 'a'), app.page('789', 'a')]
      const [old = ''] = await Promise.all(pages.map(page => page.token()))
      w.emulator.revoke({ token: old })
      for (const who of await Promise.all(pages.map(page => w.whoIs(page)))) equal(who, '789', 'who it is')
      equal(w.count(tokenLine('789')), 2, 'logins of the user')
    }),

    scene('a page cannot make the server sign in again and again', async w => {
      const app = application(w, { requestsPerMinute: 20 })
      app.signedIn.set('a', ana).set('b', { ...ana, sessionId: 'ana-2' })
      const codes: number[] = []
      for (let count = 0; count < 25; count++) {
        const response = await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })
        codes.push(response.status)
        if (response.status === 429)
          check(Number(response.headers.get('retry-after')) > 0, 'when to ask again')
      }
      equal(codes.filter(code => code === 200).length, 20, 'answered')
      equal(w.count(tokenLine('789')), 1, 'logins of the user')
      equal(
        (await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'b' })).status,
        200,
        'another session',
      )
      await w.pass(60_000)
      equal(
        (await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })).status,
        200,
        'a minute later',
      )
    }),
  ]
}

function troubles(): ContractCase[] {
  return [
    scene(
      'where nobody is signed in to the application, the page is notified, and asks again at login()',
      async w => {
        const app = application(w)
        const page = app.page('789', 'a')
        equal(await w.code(page.token()), 'sign_in_required', 'at first')
        equal(await w.code(page.token()), 'sign_in_required', 'and again')
        equal(app.answers.length, 1, 'requests')
        app.signedIn.set('a', ana)
        await page.login()
        equal(await w.whoIs(page), '789', 'who it is')
      },
    ),

    scene('what is wrong between server and Looker is the server’s to know', async w => {
      const app = application(w, {
        session: w.session({ credentials: { clientId: 'wrong', clientSecret: 'canary-service-secret' } }),
      })
      app.signedIn.set('a', ana)
      equal(await w.code(w.drive(app.page('789', 'a').token())), 'unavailable', 'what the page is told')
      check(!JSON.stringify(app.answers).includes('bad_credentials'), 'the page learns of the credentials')
      check(
        app.errors.some(error => (error as { code?: string }).code === 'bad_credentials'),
        'the server does not',
      )
    }),

    scene('a backend that answers otherwise gets a typed error', async w => {
      const app = application(w)
      const answers: [string, () => Response, string][] = [
        [
          'a page',
          () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
          'configuration',
        ],
        [
          'a redirect',
          () => new Response(null, { status: 302, headers: { location: '/sign-in' } }),
          'sign_in_required',
        ],
        ['an opaque redirect', () => Response.error(), 'sign_in_required'],
        ['not found', () => new Response('no', { status: 404 }), 'configuration'],
        ['an error without a code', () => Response.json({ error: 'no' }, { status: 400 }), 'configuration'],
        [
          'a code of another version',
          () => Response.json({ error: { code: 'x' } }, { status: 400 }),
          'configuration',
        ],
        ['nothing', () => new Response(''), 'configuration'],
      ]
      for (const [what, answer, code] of answers) {
        const page = app.page('789', 'a', { grant: answeredBy(async () => answer()) })
        equal(await w.code(w.drive(page.token())), code, what)
      }
      const failing = app.page('789', 'a', {
        grant: answeredBy(async () => new Response('', { status: 500 })),
        retry: { attempts: 1 },
      })
      equal(await w.code(failing.token()), 'unavailable', 'a failing backend')
      const down = app.page('789', 'a', {
        grant: answeredBy(() => Promise.reject(new TypeError('fetch failed'))),
        retry: { attempts: 1 },
      })
      equal(await w.code(down.token()), 'network', 'a backend that cannot be reached')
    }),

    scene('as() is refused on a person’s own session', async w => {
      const app = application(w)
      const page = app.page('789', 'a')
      equal(await w.code((async () => page.as(2))()), 'configuration', 'as()')
    }),
  ]
}

import { answeredBy, application } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { loginUser, scene } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const tokenLine = (id: string): string => loginUser(id)

/** The pattern of Looker's documents, users authenticated elsewhere: renewal, sign-out and troubles of a page's token. */
export function backendLifeCases(): ContractCase[] {
  return [...renewal(), ...signOut(), ...troubles()]
}

function renewal(): ContractCase[] {
  return [
    scene('what a page is told of the lifetime is what remains of it', async w => {
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

function signOut(): ContractCase[] {
  return [
    scene('a sign-out ends that application session’s token and no other', async w => {
      const app = application(w)
      app.signedIn
        .set('a', ana)
        .set('b', { ...ana, sessionId: 'ana-2' })
        .set('c', { userId: '2', sessionId: 'c' })
      const [here, elsewhere, other] = [app.page('789', 'a'), app.page('789', 'b'), app.page('2', 'c')]
      const tokens = await Promise.all([here.token(), elsewhere.token(), other.token(), app.service.token()])
      equal((await here.logout()).revoked, true, 'whether it was revoked')
      const live = await Promise.all(tokens.map(token => w.isLive(token)))
      equal(live.join(), 'false,true,true,true', 'which tokens live')
      equal(await w.code(here.token()), 'signed_out', 'the page')
      await here.login()
      equal(await w.whoIs(here), '789', 'after signing in again')
    }),

    scene('a page that holds no token signs out as well', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const token = await app.page('789', 'a').token()
      equal((await app.page('789', 'a').logout()).revoked, true, 'whether it was revoked')
      equal(await w.isLive(token), false, 'whether it lives')
    }),

    scene('a token that lands after the sign-out is dead', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const page = app.page('789', 'a')
      const held = w.hold(tokenLine('789'))
      const waiting = w.code(page.token())
      await held.arrived
      const leaving = page.logout()
      equal(await waiting, 'signed_out', 'who waited')
      held.release()
      await w.drive(leaving)
      await w.calm()
      equal(w.emulator.stats.live_tokens, 1, 'live tokens: the service account’s')
      equal(await w.code(page.token()), 'signed_out', 'the page')
    }),

    scene('a sign-in on the wire does not undo another tab’s sign-out', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const store = mapStore({ watches: true })
      const [here, there] = [app.page('789', 'a', { store }), app.page('789', 'a', { store })]
      const held = w.hold(tokenLine('789'))
      const waiting = w.code(there.token())
      await held.arrived
      const leaving = here.logout()
      await w.calm()
      held.release()
      equal(await w.drive(waiting), 'signed_out', 'who waited')
      await leaving
      equal(there.state.status, 'signed_out', 'the other tab')
      await w.calm()
      equal(w.emulator.stats.live_tokens, 1, 'live tokens: the service account’s')
      equal(await w.code(there.token()), 'signed_out', 'and it stays so')
    }),

    scene('a token that the backend has forgotten is ended all the same', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const page = app.page('789', 'a')
      const token = await page.token()
      await app.service.close()
      equal((await w.drive(page.logout())).revoked, true, 'whether it was revoked')
      equal(await w.isLive(token), false, 'whether it lives')
    }),

    scene('a function for headers that hangs does not block the session for ever', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      let hangs = true
      const page = app.page('789', 'a', {
        grant: app.grant('789', 'a', () => (hangs ? new Promise(() => {}) : {})),
        retry: { attempts: 1 },
      })
      equal(await w.code(w.drive(page.token())), 'timeout', 'the code')
      hangs = false
      await w.pass(30_000)
      equal(await w.whoIs(page), '789', 'who it is')
    }),

    scene('pages on one store stop within 1 s, and stay signed out', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const store = mapStore({ watches: true })
      const [here, there] = [app.page('789', 'a', { store }), app.page('789', 'a', { store })]
      await Promise.all([here.token(), there.token()])
      await here.logout()
      await w.pass(1000)
      equal(await w.code(there.token()), 'signed_out', 'the other page')
      equal(there.state.reason, 'elsewhere', 'why')
    }),

    scene('closing a page ends nothing: others have the same token', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const [here, there] = [app.page('789', 'a'), app.page('789', 'a')]
      await Promise.all([here.token(), there.token()])
      await here.close()
      equal(await w.whoIs(there), '789', 'the other page')
      equal(w.count(tokenLine('789')), 1, 'logins of the user')
    }),
  ]
}

function troubles(): ContractCase[] {
  return [
    scene(
      'where nobody is signed in to the application, the page is told so, and asks again at login()',
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

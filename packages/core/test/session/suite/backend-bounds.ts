import { application, codeOf } from '../application.js'
import { type ApplicationSession, AuthError, type ContractCase, check, deferred, equal } from '../product.js'
import { login, loginUser, scene, type World } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const token = { operation: 'token', user_id: '789' }
const from = { cookie: 'a' }

/** What a token endpoint gives to a request before it knows whose it is, and how long and how often it waits. */
export function backendBoundCases(): ContractCase[] {
  return [...oneRequest(), ...atOnce()]
}

function oneRequest(): ContractCase[] {
  return [
    // @promise body-needs-a-sign-in
    scene('a request without a sign-in is refused before its body is read', async w => {
      const app = application(w)
      const { init, reads } = slowBody()
      const startedMs = w.clock.monotonic()
      equal(
        await codeOf(await w.drive(app.ask(undefined, from, 'POST', init))),
        '401 sign_in_required',
        'the answer',
      )
      equal(w.clock.monotonic() - startedMs, 0, 'milliseconds that it took')
      check(reads() <= 1, 'the body was read')
    }),

    // @promise token-endpoint-has-bounds
    scene('the body of a signed-in user is waited for at most 10 s', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const startedMs = w.clock.monotonic()
      const asking = app.ask(undefined, from, 'POST', slowBody().init)
      equal(await codeOf(await w.drive(asking)), '400 request_refused', 'the answer')
      const tookMs = w.clock.monotonic() - startedMs
      check(tookMs >= 10_000 && tookMs < 10_500, `it took ${tookMs} ms`)
      equal(w.count(login), 0, 'logins')
    }),

    // @promise token-endpoint-has-bounds
    scene('functions of the application that never answer are waited for at most 30 s', async w => {
      for (const option of ['userFor', 'allowUser']) {
        const app = application(w, { [option]: () => new Promise<never>(() => {}) })
        app.signedIn.set('a', ana)
        const startedMs = w.clock.monotonic()
        equal(await codeOf(await w.drive(app.ask(token, from))), '503 unavailable', option)
        const tookMs = w.clock.monotonic() - startedMs
        check(tookMs >= 30_000 && tookMs < 31_000, `${option} was given up after ${tookMs} ms`)
        const [error] = app.errors
        check(
          AuthError.is(error) && error.code === 'timeout' && error.message.includes(option),
          String(error),
        )
      }
    }),

    scene('a userFor that reads the body is named in the server’s log, with what to do', async w => {
      const app = application(w, {
        userFor: async request => {
          await request.text()
          return ana
        },
      })
      equal(await codeOf(await app.ask(token, from)), '503 unavailable', 'the answer')
      const [error] = app.errors
      check(AuthError.is(error) && error.code === 'configuration', String(error))
      check(error.hint.includes('request.clone()'), error.hint)
    }),
  ]
}

function atOnce(): ContractCase[] {
  return [
    // @promise token-endpoint-has-bounds
    scene(
      'an endpoint answers so many requests at once and refuses the rest, which may ask again',
      async w => {
        const who = deferred<ApplicationSession>()
        const app = application(w, { requestsAtOnce: 5, userFor: () => who.promise })
        const waiting = Array.from({ length: 5 }, () => app.ask(token, from))
        await w.calm()
        const refused = await app.ask(token, from)
        equal(await codeOf(refused), '503 unavailable', 'one too many')
        equal(refused.headers.get('retry-after'), '1', 'when to ask again')
        equal(app.errors.length, 0, 'errors of the server')
        const page = app.page('789', 'a')
        const patient = page.token()
        await w.calm()
        who.resolve(ana)
        await Promise.all(waiting)
        check((await w.drive(patient)) !== '', 'a page that asked meanwhile gets its token')
        equal((await app.ask(token, from)).status, 200, 'when there is room again')
      },
    ),

    scene('one application session has a tenth of them, also while its bodies do not arrive', async w => {
      const app = application(w, { requestsAtOnce: 40 })
      app.signedIn.set('a', ana).set('b', { userId: '2', sessionId: 'bea-1' })
      const slow = Array.from({ length: 4 }, () => app.ask(undefined, from, 'POST', slowBody().init))
      await w.calm()
      equal(await codeOf(await app.ask(token, from)), '429 rate_limited', 'a fifth of one session')
      equal((await app.ask({ ...token, user_id: '2' }, { cookie: 'b' })).status, 200, 'another session')
      for (const response of await w.drive(Promise.all(slow))) equal(response.status, 400, 'without a body')
      equal((await app.ask(token, from)).status, 200, 'when there is room again')
    }),

    scene('a request whose page went away makes room for another', async w => {
      const app = application(w, { requestsAtOnce: 1 })
      app.signedIn.set('a', ana)
      const held = w.hold(loginUser('789'), 'request')
      const leaving = new AbortController()
      const asking = app.ask(token, from, 'POST', { signal: leaving.signal })
      await held.arrived
      leaving.abort()
      await asking
      held.release()
      equal((await app.ask(token, from)).status, 200, 'the next one')
    }),

    scene('a bound that is no number above 0 is refused at once', async w => {
      for (const requestsAtOnce of [0, -1, Number.NaN])
        equal(await codeFrom(w, requestsAtOnce), 'configuration', String(requestsAtOnce))
    }),
  ]
}

function codeFrom(w: World, requestsAtOnce: number): Promise<string> {
  return w.code((async () => application(w, { requestsAtOnce }))())
}

/** A body of which nothing arrives, and how often it was asked for. */
function slowBody(): { init: RequestInit; reads: () => number } {
  let reads = 0
  const body = new ReadableStream({
    pull() {
      reads++
      return new Promise(() => {})
    },
  })
  return { init: { body, duplex: 'half' } as RequestInit, reads: () => reads }
}

import { rejectOnce } from '../faults.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, loginUser, logout, scene } from '../world.js'

/** Promise 2: signed out means signed out. */
export function signOutCases(): ContractCase[] {
  return [
    // @promise no-request-after-logout
    scene('from the moment logout() is called no request leaves with the old token', async w => {
      const looker = w.session()
      const ana = looker.as(789)
      await Promise.all([w.whoIs(looker), w.whoIs(ana)])
      const held = w.hold(logout, 'request')
      const out = looker.logout()
      const calls = [looker.token(), looker.fetch('/user'), ana.token(), ana.fetch('/user')]
      for (const call of calls) equal(await w.code(call), 'signed_out', 'a call during sign-out')
      held.release()
      await out
      equal(w.sent.filter(({ method }) => method === 'GET').length, 2, 'requests of callers')
    }),

    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(steps =>
      // @promise no-request-after-logout
      scene(`a call whose token landed ${steps} steps before logout() does not leave after it`, async w => {
        let sentBefore = Number.POSITIVE_INFINITY
        let out: Promise<unknown> = Promise.resolve()
        const looker = w.session({
          async onEvent({ type }) {
            if (type !== 'granted') return
            for (let step = 0; step < steps; step++) await Promise.resolve()
            sentBefore = w.sent.length
            out = looker.logout()
          },
        })
        await Promise.allSettled([looker.fetch('/user')])
        await out
        const late = w.sent.slice(sentBefore).filter(({ method }) => method === 'GET')
        equal(late.length, 0, 'requests that left after logout() was called')
      }),
    ),

    // @promise no-request-after-logout
    scene('a redirect that arrives after logout() is not followed with the old token', async w => {
      const looker = w.session()
      await looker.token()
      w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: '/api/4.0/user' })
      const held = w.hold('GET /api/4.0/start')
      const call = w.code(looker.fetch('/start'))
      await held.arrived
      await looker.logout()
      held.release()
      equal(await call, 'signed_out', 'what the caller gets')
      equal(w.count('GET /api/4.0/user'), 0, 'requests that followed the redirect')
    }),

    scene(
      'a redirect that arrives after logout() and login() is not followed with the old token',
      async w => {
        const looker = w.session()
        const old = await looker.token()
        w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: '/api/4.0/user' })
        const held = w.hold('GET /api/4.0/start')
        const call = w.code(looker.fetch('/start'))
        await held.arrived
        await looker.logout()
        await looker.login()
        held.release()
        equal(await call, 'signed_out', 'what the caller gets')
        equal(
          w.sent.filter(({ line, token }) => line === 'GET /api/4.0/user' && token === old).length,
          0,
          'requests',
        )
        equal(await w.whoIs(looker), '1', 'the new sign-in')
      },
    ),

    // @promise no-request-after-logout
    scene(
      'a user’s redirect that arrives after the admin’s logout() and login() is not followed with the old token',
      async w => {
        const looker = w.session()
        const ana = looker.as(789)
        const old = await ana.token()
        w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: '/api/4.0/user' })
        const redirect = w.hold('GET /api/4.0/start')
        const call = w.code(ana.fetch('/start'))
        await redirect.arrived
        rejectOnce(w)
        const renewal = w.hold(loginUser(789), 'request')
        const second = ana.fetch('/user').catch(() => {})
        await renewal.arrived
        await looker.logout()
        await looker.login()
        const sentBefore = w.sent.length
        redirect.release()
        equal(await call, 'signed_out', 'what the caller gets')
        renewal.release()
        await second
        const later = w.sent.slice(sentBefore)
        equal(later.filter(({ token }) => token === old).length, 0, 'requests with the old token')
      },
    ),

    // @promise sent-request-gets-its-answer
    scene('a request on the wire when logout() is called is answered as ever', async w => {
      const looker = w.session()
      await looker.token()
      const held = w.hold('GET /api/4.0/user')
      const call = looker.fetch('/user')
      await held.arrived
      await looker.logout()
      held.release()
      equal((await call).status, 200, 'status')
    }),

    // @promise signed-out-until-login
    scene('after logout() every use throws signed_out until login()', async w => {
      const looker = w.session()
      const ana = looker.as(789)
      await ana.token()
      equal((await looker.logout()).revoked, true, 'revoked')
      for (const session of [looker, ana, looker.as(789), looker.as(2)]) {
        equal(await w.code(session.token()), 'signed_out', 'token()')
        equal(await w.code(session.fetch('/user')), 'signed_out', 'fetch()')
      }
      equal(w.count(login), 1, 'logins')
      await looker.login()
      equal(await w.whoIs(looker), '1', 'the admin is back')
      equal(await w.whoIs(ana), '789', 'the user is back, with a token of the new sign-in')
    }),

    // @promise as-returns-no-ended-session
    scene(
      'logout() of a user’s session ends that user only, and as() never returns the ended session',
      async w => {
        const looker = w.session()
        const ana = looker.as(789)
        const old = await ana.token()
        await Promise.all([looker.as(2).token(), ana.logout()])
        equal(await w.isLive(old), false, 'the old token')
        equal(await w.code(ana.token()), 'signed_out', 'the ended session')
        equal(await w.whoIs(looker.as(789)), '789', 'as() afterwards')
        equal(await w.whoIs(looker), '1', 'the admin')
      },
    ),

    scene('logout() says revoked: false when the server did not say that the token is dead', async w => {
      const looker = w.session({ retry: { attempts: 1 } })
      await looker.token()
      w.emulator.faults.add({ match: { path: '*/logout' }, times: 'always', drop: true })
      equal((await looker.logout()).revoked, false, 'revoked')
      equal(looker.state.status, 'signed_out', 'status')
      const again = await looker.logout()
      equal(again.revoked, false, 'revoked, asked again')
    }),

    scene('two logout() at once are one', async w => {
      const looker = w.session()
      await looker.token()
      const results = await Promise.all([looker.logout(), looker.logout()])
      equal(results.map(({ revoked }) => revoked).join(), 'true,true', 'results')
      equal(w.count(logout), 1, 'revocations')
    }),

    scene('login() during a sign-out comes after it', async w => {
      const looker = w.session()
      const old = await looker.token()
      const out = looker.logout()
      await looker.login()
      await out
      check((await looker.token()) !== old, 'the old token is back')
      equal(await w.whoIs(looker), '1', 'who it is')
    }),
  ]
}

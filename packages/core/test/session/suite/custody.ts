import { mapStore } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, check, equal, memoryStore } from '../product.js'
import { login, loginUser, logout, scene } from '../world.js'

/** Promise 3: each token that a session group obtained is revoked by logout() and, in private memory, by close(). */
export function custodyCases(): ContractCase[] {
  return [...byLogout(), ...byClose()]
}

function byLogout(): ContractCase[] {
  return [
    // @promise logout-revokes-every-token
    scene('logout() also revokes the token that the session renewed from', async w => {
      const looker = w.session()
      await looker.token()
      await w.pass(3_400_000)
      await looker.token()
      equal(w.count(login), 2, 'logins')
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    // @promise logout-revokes-every-token
    scene('logout() also revokes what an endpoint that always answers 401 rejected', async w => {
      const looker = w.session()
      await looker.fetch('/user')
      w.emulator.faults.add({
        match: { path: '*/user' },
        times: 'always',
        status: 401,
        json: { message: 'Requires authentication.' },
      })
      for (let call = 0; call < 5; call++) {
        await looker.fetch('/user')
        await w.pass(31_000)
      }
      check(w.count(login) > 1, 'it renewed')
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    // @promise logout-revokes-every-token
    scene('logout() of the admin also revokes the tokens of users that were forgotten', async w => {
      const looker = w.session({ maxSessions: 1 })
      for (const id of [2, 789]) await looker.as(id).token()
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('nor do those live on that stood in a shared record when they were forgotten', async w => {
      const looker = w.session({ maxSessions: 1, store: mapStore() })
      for (const id of [2, 789]) await looker.as(id).token()
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('an admin who holds no token ends the users’ tokens on a shared store all the same', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      await looker.as(789).token()
      w.emulator.revoke({ user_id: 1 })
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 500 })
      await w.drive(w.failure(looker.fetch('/user')))
      w.emulator.faults.clear()
      await looker.logout()
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('logout() also revokes a token that could neither be used nor be revoked when it came', async w => {
      const looker = w.session({ workspace: 'dev', retry: { attempts: 1 } })
      w.emulator.faults.add({ match: { method: 'PATCH', path: '*/session' }, status: 422 })
      w.emulator.faults.add({ match: { path: '*/logout' }, status: 500 })
      equal(await w.code(looker.token()), 'request_refused', 'code')
      equal(w.emulator.stats.live_tokens, 1, 'tokens that live on')
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    // @promise revoked-true-means-all
    scene('revoked is false where Looker did not end one of several tokens', async w => {
      const looker = w.session({ retry: { attempts: 1 } })
      await looker.token()
      await w.pass(3_400_000)
      await looker.token()
      w.emulator.faults.add({ match: { path: '*/logout' }, status: 500 })
      equal((await looker.logout()).revoked, false, 'revoked')
      equal(w.count(logout), 2, 'revocations')
    }),
  ]
}

function byClose(): ContractCase[] {
  return [
    scene('close() of private memory also revokes the token before a 401', async w => {
      const looker = w.session()
      await looker.fetch('/user')
      w.emulator.faults.add({
        match: { path: '*/user' },
        status: 401,
        json: { message: 'Requires authentication.' },
      })
      await looker.fetch('/user')
      equal(w.count(login), 2, 'logins')
      await looker.close()
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('close() of private memory also revokes the tokens of users that were forgotten', async w => {
      const looker = w.session({ maxSessions: 1 })
      for (const id of [2, 789]) await looker.as(id).token()
      await looker.close()
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    ...[login, loginUser(789)].map(line =>
      // @promise close-revokes-every-token
      scene(`close() waits for what is on the wire, and revokes it: ${line}`, async w => {
        const looker = w.session()
        const held = w.hold(line)
        const call = w.code(looker.as(789).token())
        await held.arrived
        const closed = looker.close()
        equal(await call, 'closed', 'the caller')
        held.release()
        await closed
        equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      }),
    ),

    ...[0, 1, 2, 3, 5, 8, 12, 20, 40].map(microtasks =>
      // @promise close-revokes-every-token
      scene(`close() ${microtasks} microtasks after a renewal was answered revokes both tokens`, async w => {
        const looker = w.session({ store: memoryStore({ clock: w.clock }), storeIsPrivate: true })
        await looker.token()
        await w.pass(3_400_000)
        const held = w.hold(login)
        const call = looker.token().catch(() => {})
        await held.arrived
        held.release()
        for (let turn = 0; turn < microtasks; turn++) await undefined
        await looker.close()
        await call
        equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      }),
    ),

    scene('close() of private memory also ends the refresh token, when the access token is dead', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page({ store: memoryStore({ clock: w.clock }), storeIsPrivate: true })
      await signIn(looker)
      await w.pass(3_700_000)
      await looker.close()
      equal(w.emulator.stats.live_tokens, 0, 'access tokens that live on')
      check(w.count(tokenLine) >= 2, 'the refresh token was spent to end it')
    }),
  ]
}

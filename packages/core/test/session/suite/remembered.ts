import { application } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ContractCase, check, deferred, equal } from '../product.js'
import { login, loginUser, scene } from '../world.js'
import { times } from './times.js'

/** How many users a session group remembers, and what it costs when one is evicted. */
export function rememberedCases(): ContractCase[] {
  return [
    // @promise forgotten-user-pays-a-login
    scene(
      'the registry remembers at most maxSessions users; a live handle comes back and pays a login',
      async w => {
        const looker = w.session({ maxSessions: 2 })
        const users = [2, 3, 4, 5].map(id => looker.as(id))
        for (const [index, user] of users.entries())
          equal(await w.whoIs(user), String(index + 2), 'who it is')
        for (const [index, user] of users.entries())
          equal(await w.whoIs(user), String(index + 2), 'who it is')
        equal(w.count(login), 1, 'logins')
        check(w.count(loginUser(2)) === 2, 'the forgotten user signed in again')
      },
    ),

    scene('a forgotten user whose handles came back share one session again', async w => {
      const looker = w.session({ maxSessions: 1 })
      const [one, two] = [looker.as(2), looker.as(2)]
      await one.token()
      await looker.as(3).token()
      const tokens = await Promise.all([one.token(), two.token(), looker.as(2).token()])
      equal(new Set(tokens).size, 1, 'tokens')
      equal(w.count(loginUser(2)), 2, 'sudo logins')
    }),

    // @promise one-token-request-per-identity
    scene(
      'a user with a request under way is not forgotten: never two grants of one identity at a time',
      async w => {
        const looker = w.session({ maxSessions: 1 })
        const ana = looker.as(789)
        await ana.token()
        w.emulator.revoke({ user_id: 789 })
        const held = w.hold('GET /api/4.0/user')
        const call = ana.fetch('/user')
        await held.arrived
        await looker.as(2).token()
        const again = looker.as(789)
        held.release()
        await Promise.all([call, again.token()])
        check(w.emulator.stats.max_concurrent_logins <= 1, 'two grants at one time')
        equal((await call).status, 200, 'the call')
      },
    ),

    scene(
      'a user who was just asked for is not forgotten: beyond the bound too, one grant at a time',
      async w => {
        const looker = w.session({ maxSessions: 1 })
        await looker.token()
        const held = w.hold(loginUser(2))
        const busy = looker.as(2).token()
        await held.arrived
        const tokens = await Promise.all([
          looker.as(789).token(),
          looker.as(789).token(),
          looker.as(789).token(),
        ])
        equal(new Set(tokens).size, 1, 'tokens')
        equal(w.count(loginUser(789)), 1, 'sudo logins')
        held.release()
        await busy
      },
    ),

    scene('an application session that signs out is not forgotten before its tombstone stands', async w => {
      const store = mapStore()
      const app = application(w, { session: w.session({ store, maxSessions: 1 }) })
      const ask = async () => tokenIn(await app.ask(tokenOf789, { cookie: 'a' }))
      app.signedIn.set('a', { userId: '789', sessionId: 'ana-1' })
      const before = await ask()
      const { promise: mayCommit, resolve: release } = deferred<void>()
      store.before = operation => (operation === 'commit' ? mayCommit : undefined)
      const leaving = app.endpoint.signOut({ userId: '789', sessionId: 'ana-1' })
      await w.pass(10)
      const asking = ask()
      await w.pass(10)
      release()
      await w.drive(leaving)
      check((await w.drive(asking)) !== before, 'the token that was signed out is given out')
    }),

    scene('an application session whose page waits for Looker is not forgotten', async w => {
      const app = application(w, { session: w.session({ maxSessions: 1 }) })
      app.signedIn.set('a', { userId: '789', sessionId: 'ana-1' })
      app.signedIn.set('b', { userId: '790', sessionId: 'emil-1' })
      await app.ask(tokenOf789, { cookie: 'a' })
      w.emulator.revoke({ user_id: 789 })
      const held = w.hold('GET /api/4.0/session')
      const waiting = app.ask({ ...tokenOf789, rejected: 'a'.repeat(64) }, { cookie: 'a' })
      await held.arrived
      await app.ask({ ...tokenOf789, user_id: '790' }, { cookie: 'b' })
      await app.endpoint.signOut({ userId: '789', sessionId: 'ana-1' })
      held.release()
      equal((await waiting).status, 401, 'the answer')
      await w.calm()
      equal(w.emulator.stats.live_tokens, 2, 'tokens: of the service account and the other user')
    }),

    scene('a user whose ended login is still on the wire is not forgotten', async w => {
      const looker = w.session({ maxSessions: 1 })
      await looker.token()
      const held = w.hold(loginUser(789))
      const ana = looker.as(789)
      const call = w.code(ana.token())
      await held.arrived
      await ana.logout()
      equal(await call, 'signed_out', 'what the waiting caller gets')
      await looker.as(2).token()
      const again = looker.as(789).token()
      await w.calm()
      equal(held.waiting, 1, 'logins on the wire')
      held.release()
      await again
      equal(w.emulator.stats.live_tokens, 3, 'tokens that live')
    }),

    scene('a user that somebody listens to is not forgotten', async w => {
      const looker = w.session({ maxSessions: 1 })
      const ana = looker.as(789)
      const seen: string[] = []
      ana.onEvent(({ type }) => seen.push(type))
      await ana.token()
      for (const id of [2, 3]) await looker.as(id).token()
      await looker.as(789).token()
      await looker.as(789).logout()
      equal(seen.join(), 'granted,revoked,signed_out', 'events')
    }),

    scene('after close() a forgotten user’s handle is closed too', async w => {
      const store = mapStore()
      const looker = w.session({ store, maxSessions: 1 })
      const ana = looker.as(789)
      await ana.token()
      await looker.as(2).token()
      await looker.close()
      equal(await w.code(ana.token()), 'closed', 'code')
    }),

    ...([undefined, 10] as const).map(maxSessions =>
      // @promise users-are-remembered
      scene(`${maxSessions ?? 'by default 10,000'} users are remembered, and no more`, async w => {
        const looker = w.session({ maxSessions })
        const ana = looker.as(789)
        await ana.token()
        const requests = w.sent.length
        times((maxSessions ?? 10_000) - 1, index => looker.as(1000 + index))
        equal(ana.state.status, 'signed_in', 'within the bound')
        looker.as(2)
        equal(ana.state.status, 'idle', 'beyond the bound')
        equal(w.sent.length, requests, 'requests: as() asks nobody')
        equal(await w.whoIs(ana), '789', 'who it is')
      }),
    ),
  ]
}

const tokenOf789 = { operation: 'token', user_id: '789' }

async function tokenIn(answer: Response): Promise<string | undefined> {
  return ((await answer.json()) as { access_token?: string }).access_token
}

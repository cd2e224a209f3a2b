import { mapStore, queueLock } from '../map-store.js'
import { type ContractCase, equal, type Lock, settled } from '../product.js'
import { credentials, login, loginUser, scene } from '../world.js'
import { times } from './times.js'

/** Promise 3: one login. */
export function loginCases(): ContractCase[] {
  return [...shared(), ...rejected()]
}

const crowd = times(100, index => ({ id: 1000 + index }))
const crowdSeed = {
  users: [{ id: 1, admin: true }, ...crowd],
  apiKeys: [{ client_id: credentials.clientId, client_secret: credentials.clientSecret, user_id: 1 }],
}

function shared(): ContractCase[] {
  return [
    // @promise one-login-for-all-callers
    scene('100 cold callers of one session cost one login', async w => {
      const looker = w.session()
      const tokens = await Promise.all(times(100, () => looker.token()))
      equal(new Set(tokens).size, 1, 'tokens')
      equal(w.count(login), 1, 'logins')
    }),

    // @promise one-login-for-all-callers
    scene(
      '100 users x 10 callers cost one login and 100 sudo logins',
      async w => {
        const looker = w.session()
        await Promise.all(crowd.flatMap(({ id }) => times(10, () => looker.as(id).token())))
        equal(w.count(login), 1, 'logins')
        equal(w.emulator.stats.login_user, 100, 'sudo logins')
      },
      { seed: crowdSeed },
    ),

    // @promise one-login-for-all-processes
    scene('ten session groups on one store and lock cost one login', async w => {
      const store = mapStore()
      const lock = queueLock()
      const families = times(10, () => w.session({ store, lock }))
      const tokens = await Promise.all(families.map(family => family.token()))
      equal(new Set(tokens).size, 1, 'tokens')
      equal(w.count(login), 1, 'logins')
      const users = await Promise.all(families.map(family => family.as(789).token()))
      equal(new Set(users).size, 1, 'tokens of the user')
      equal(w.count(loginUser(789)), 1, 'sudo logins')
    }),

    scene('who waits for the lock adopts what is stored meanwhile, also a user’s token', async w => {
      const store = mapStore({ watches: true })
      const taken: Lock = {
        run: (_key, { signal }) =>
          new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
      }
      const waiting = w.session({ store, lock: taken })
      const faster = w.session({ store: store.view() })
      const token = waiting.token()
      await settled()
      equal(await faster.token(), await token, 'the token')
      const user = waiting.as(789).token()
      await settled()
      equal(await faster.as(789).token(), await user, 'the token of the user')
      equal(w.count(login) + w.count(loginUser(789)), 2, 'logins')
      equal(w.events.filter(({ type }) => type === 'store_failure').length, 0, 'failures')
    }),

    scene('a stored token is adopted: another session group uses it and does not sign in', async w => {
      const store = mapStore()
      const token = await w.session({ store }).token()
      const sudo = await w.session({ store }).as(789).token()
      const other = w.session({ store })
      equal(await other.as(789).token(), sudo, 'the user’s token')
      equal(await other.token(), token, 'the token')
      equal(w.count(login) + w.count(loginUser(789)), 2, 'logins')
    }),

    scene(
      'whoever waited for the lock reads the store again inside it, and adopts what is there',
      async w => {
        const store = mapStore()
        const lock = queueLock()
        const held = w.hold(login)
        const first = w.session({ store, lock }).token()
        await held.arrived
        const view = store.view()
        const second = w.session({ store: view, lock }).token()
        await w.until(() => view.counts.load > 0)
        await settled()
        equal(view.counts.load, 1, 'looks before the lock')
        held.release()
        equal(await second, await first, 'the token')
        equal(view.counts.load, 2, 'looks, with the one inside')
        equal(w.count(login), 1, 'logins')
      },
    ),

    scene('the lock is taken to get a token only, not to use one, to sign out or to close', async w => {
      const taken: string[] = []
      const lock: Lock = {
        run(key, _, task) {
          taken.push(key)
          return task(true)
        },
      }
      const looker = w.session({ store: mapStore(), lock })
      await looker.token()
      equal(taken.length, 1, 'for a login')
      await w.whoIs(looker)
      await w.pass(1000)
      await looker.token()
      await looker.logout()
      await looker.close()
      equal(taken.length, 1, 'for all else')
    }),

    // @promise lost-commit-adopts-the-stored-token
    scene('without a lock, whoever loses a commit adopts the winner’s token and revokes its own', async w => {
      const store = mapStore()
      const families = times(5, () => w.session({ store }))
      const held = w.hold(login)
      const calls = families.map(family => family.token())
      while (held.waiting < families.length) await settled()
      held.release()
      const tokens = await Promise.all(calls)
      equal(new Set(tokens).size, 1, 'tokens in use')
      equal(w.emulator.stats.live_tokens, 1, 'tokens that live')
      equal(await w.isLive(tokens[0] ?? ''), true, 'the one in use')
      equal(
        w.events.filter(event => event.type === 'revoked' && event.why === 'lost_commit').length,
        4,
        'events',
      )
    }),

    scene('a lock that throws, or is lost, costs nothing but logins', async w => {
      const broken = { run: () => Promise.reject(new Error('no lock server')) }
      equal(await w.whoIs(w.session({ store: mapStore(), lock: broken })), '1', 'a lock that throws')
      equal(w.events.filter(({ type }) => type === 'store_failure').length, 1, 'events')
      const early = {
        async run<T>(_key: string, _options: unknown, task: (held: boolean) => Promise<T>): Promise<T> {
          void task(true)
          throw new Error('the lock was lost')
        },
      }
      equal(await w.whoIs(w.session({ store: mapStore(), lock: early })), '1', 'a lock that is lost')
      equal(w.count(login), 2, 'logins')
    }),
  ]
}

function rejected(): ContractCase[] {
  return [
    // @promise never-a-renewal-per-401
    scene('50 staggered 401s cost one renewal, and none of a newer token', async w => {
      const looker = w.session()
      await w.whoIs(looker)
      w.emulator.revoke({ user_id: 1 })
      const held = w.hold('GET /api/4.0/user')
      const calls = times(50, () => w.whoIs(looker))
      while (held.waiting < 50) await Promise.resolve()
      const early = w.whoIs(looker)
      held.release()
      const late = w.whoIs(looker)
      equal(
        (await Promise.all([...calls, early, late])).every(id => id === '1'),
        true,
        'all answered',
      )
      equal(w.count(login), 2, 'logins')
    }),

    // @promise old-401-renews-nothing
    scene('a 401 that arrives after the token was renewed does not renew the newer token', async w => {
      const looker = w.session()
      await w.whoIs(looker)
      w.emulator.revoke({ user_id: 1 })
      const held = w.hold('GET /api/4.0/users/2')
      const slow = looker.fetch('/users/2')
      await held.arrived
      await w.whoIs(looker)
      held.release()
      equal((await slow).status, 200, 'the slow call, replayed with the newer token')
      equal(w.count(login), 2, 'logins')
    }),

    scene('all tokens dead under ten users: one login, ten sudo logins, each answered as itself', async w => {
      const looker = w.session()
      const ids = times(10, index => String(index + 2))
      await Promise.all(ids.map(id => looker.as(id).token()))
      for (const id of ['1', ...ids]) w.emulator.revoke({ user_id: id })
      const seen = await Promise.all(ids.map(id => w.whoIs(looker.as(id))))
      equal(seen.join(), ids.join(), 'who the calls ran as')
      equal(w.count(login), 2, 'logins')
      equal(w.emulator.stats.login_user, 20, 'sudo logins')
    }),

    scene('a request that another session’s sign-out killed is replayed with a new token', async w => {
      const store = mapStore({ watches: true })
      const [here, there] = [w.session({ store }), w.session({ store })]
      await here.token()
      await there.token()
      const held = w.hold('GET /api/4.0/user', 'request')
      const call = w.whoIs(there)
      await held.arrived
      await here.logout()
      await w.pass(100)
      held.release()
      equal(await call, '1', 'who it ran as')
    }),
  ]
}

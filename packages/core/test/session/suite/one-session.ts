import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { loginUser, scene } from '../world.js'

/** One object for each identity of a group, through sign-outs too: a handle that was signed out stays so until its login(). */
export function oneSessionCases(): ContractCase[] {
  return [
    // @promise one-session-per-identity
    scene('logout(), as(), login(): both handles are one session, and its listeners stay', async w => {
      const looker = w.session({ store: mapStore() })
      const old = looker.as(789)
      const seen: string[] = []
      old.onEvent(({ type }) => seen.push(type))
      let changes = 0
      old.subscribe(() => changes++)
      await old.token()
      await old.logout()
      const before = changes
      const next = looker.as(789)
      equal(await w.code(old.token()), 'signed_out', 'token() of the old handle')
      equal(await w.code(old.fetch('/user')), 'signed_out', 'fetch() of the old handle')
      equal(old.state.status, 'signed_out', 'state of the old handle')
      equal(old.state, old.state, 'the same object')
      const token = await next.token()
      equal(await w.code(old.token()), 'signed_out', 'token() of the old handle once the other is signed in')
      equal(seen.join(), 'granted,revoked,signed_out,granted', 'events of the old handle')
      check(changes > before, 'the old handle hears of no change')
      await old.login()
      equal(await old.token(), token, 'the token of the old handle')
      equal(w.count(loginUser(789)), 2, 'sudo logins')
    }),

    // @promise signed-out-handle-stays-so
    scene('logout() of a handle that is signed out does not end the sign-in of the next', async w => {
      const looker = w.session({ store: mapStore() })
      const old = looker.as(789)
      await old.token()
      await old.logout()
      const token = await looker.as(789).token()
      equal((await old.logout()).revoked, false, 'revoked')
      equal(await looker.as(789).token(), token, 'the token')
      check(await w.isLive(token), 'it lives')
    }),

    // @promise one-session-per-identity
    scene('as() during a sign-out: the next sign-in follows its tombstone, never two at a time', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const old = looker.as(789)
      await old.token()
      const held = w.hold(loginUser(789))
      w.emulator.revoke({ user_id: 789 })
      const call = w.code(old.fetch('/user'))
      await held.arrived
      const out = old.logout()
      const next = looker.as(789).token()
      equal(await call, 'signed_out', 'the call of the old handle')
      await w.calm()
      equal(held.waiting, 1, 'logins on the wire')
      held.release()
      await out
      check(await w.isLive(await next), 'the next token lives')
      check(w.emulator.stats.max_concurrent_logins <= 1, 'two token requests at a time')
    }),

    scene('a sign-in after two sign-outs follows the tombstones of both', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const old = looker.as(789)
      await old.token()
      let hangs = true
      store.before = () => {
        if (!hangs) return
        hangs = false
        return new Promise<void>(() => {})
      }
      const outs = [old.logout(), old.logout()]
      await w.calm()
      const next = looker.as(789).token()
      await w.pass(5300)
      await Promise.all(outs)
      equal(await w.isLive(await next), true, 'the next token lives')
    }),

    scene('a user who was signed out and then forgotten stays signed out for the old handle', async w => {
      const looker = w.session({ maxSessions: 1 })
      const old = looker.as(789)
      await old.token()
      await old.logout()
      for (const id of [2, 3]) await looker.as(id).token()
      equal(await w.code(old.token()), 'signed_out', 'token()')
      await old.login()
      equal(await w.whoIs(old), '789', 'who it is')
    }),

    ...[789, 2].map(id =>
      scene(
        `a handle whose user was forgotten before a logout() is signed out by it too (then as(${id}))`,
        async w => {
          const looker = w.session({ maxSessions: 1 })
          const first = looker.as(789)
          await first.token()
          await looker.as(2).token()
          const second = looker.as(789)
          await second.token()
          await second.logout()
          await looker.as(id).token()
          equal(await w.code(first.token()), 'signed_out', 'the one before')
          equal(await w.code(second.token()), 'signed_out', 'the handle that was signed out')
        },
      ),
    ),

    scene('login() is not forgotten before it begins: one token request at a time', async w => {
      const looker = w.session({ maxSessions: 1 })
      await looker.token()
      const held = w.hold(loginUser(789))
      const call = looker.as(789).login()
      looker.as(2)
      await held.arrived
      const other = looker.as(789).token()
      await w.calm()
      equal(held.waiting, 1, 'logins on the wire')
      held.release()
      await Promise.all([call, other])
    }),

    scene('a fetch that was rejected is not sent again with the token of the next handle', async w => {
      const looker = w.session()
      const old = looker.as(789)
      await old.token()
      w.emulator.faults.add({
        match: { path: '*/user' },
        status: 401,
        json: { message: 'Requires authentication.' },
      })
      const held = w.hold(/GET .*user$/)
      const call = w.code(old.fetch('/user'))
      await held.arrived
      void old.logout()
      await looker.as(789).token()
      held.release()
      equal(await call, 'signed_out', 'code')
      equal(w.count('GET /api/4.0/user'), 1, 'requests')
    }),
  ]
}

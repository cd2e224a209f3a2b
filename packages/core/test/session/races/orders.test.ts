import { describe, it } from 'vitest'
import { kindsIn, mapStore } from '../map-store.js'
import { check, equal } from '../product.js'
import { credentials, login, loginUser, logout, type World } from '../world.js'
import { order } from './live-after.js'

/** The tokens that were ended on the server, in order. */
const revoked = (w: World): (string | undefined)[] =>
  w.sent.filter(({ line }) => line === logout).map(({ token }) => token)

/** Ends a token on the server, behind everybody's back. */
const kill = (w: World, token: string): Promise<Response> =>
  w.emulator.fetch(`${w.baseUrl}/api/4.0/logout`, {
    method: 'DELETE',
    headers: { authorization: `token ${token}` },
  })

const hourMs = 3_600_000

const cases = [
  order('a renewal that lands after the sign-out is revoked, and brings nothing back', async w => {
    const session = w.session()
    const first = await session.token()
    await w.pass(hourMs * 0.9)
    const held = w.hold(login)
    const caller = w.code(session.token())
    await held.arrived
    const out = session.logout()
    equal(session.state.status, 'signing_out', 'the state from then on')
    held.release()
    equal(await w.drive(caller), 'signed_out', 'what the renewal’s caller gets')
    equal((await w.drive(out)).revoked, true, 'whether the sign-out was done on the server')
    await w.pass(1000)
    equal(session.state.status, 'signed_out', 'the state after the renewal landed')
    const [old, late] = [...new Set(revoked(w))].sort(token => (token === first ? -1 : 1))
    equal(old, first, 'the token of before')
    check(late !== undefined && !(await w.isLive(late)), 'the late token lives')
    equal(await w.code(session.token()), 'signed_out', 'what the next call gets')
  }),

  order('a sign-out that loses its commit to a renewal tries again until it sticks', async w => {
    const store = mapStore()
    const leaving = store.view()
    const [mine, theirs] = [w.session({ store: leaving }), w.session({ store: store.view() })]
    const first = await w.drive(mine.token())
    equal(await w.drive(theirs.token()), first, 'the token that they share')
    let renewals = 0
    leaving.before = async operation => {
      if (operation !== 'commit' || renewals === 3) return
      renewals++
      await kill(w, await theirs.token())
      equal(await w.whoIs(theirs), '1', 'whom the server sees')
    }
    equal((await w.drive(mine.logout())).revoked, true, 'whether it was done on the server')
    equal(renewals, 3, 'renewals that came in between')
    equal(kindsIn(store), 'signed_out', 'what the store holds')
    const last = revoked(w).at(-1)
    check(last !== undefined && last !== first && !(await w.isLive(last)), 'the last renewal’s token lives')
    await w.pass(1000)
    check((await w.drive(theirs.token())) !== last, 'the other session goes on with the ended token')
    equal(await w.code(mine.token()), 'signed_out', 'what the session that signed out gets')
  }),

  order('the abort of the caller who began a login costs the others nothing', async w => {
    const session = w.session()
    const held = w.hold(login)
    const [leader, reason] = [new AbortController(), new Error('no longer needed')]
    const first = w.failure(session.token({ signal: leader.signal }))
    const others = [session.token(), session.token({ signal: new AbortController().signal })]
    await held.arrived
    leader.abort(reason)
    equal(await first, reason, 'what the first caller gets')
    held.release()
    const [one, two] = await w.drive(Promise.all(others))
    equal(one, two, 'the token of those who stayed')
    equal(w.count(login), 1, 'logins')
  }),

  order('a first login that lands after the sign-out is revoked', async w => {
    const session = w.session({ store: mapStore() })
    const held = w.hold(login)
    const caller = w.code(session.token())
    await held.arrived
    const out = w.drive(session.logout())
    await out
    equal(revoked(w).length, 0, 'tokens ended before it landed')
    held.release()
    equal(await w.drive(caller), 'signed_out', 'what its caller gets')
    await w.pass(1000)
    const [late] = revoked(w)
    check(late !== undefined && !(await w.isLive(late)), 'the late token lives')
    equal(session.state.status, 'signed_out', 'the state')
    await w.drive(session.login())
    check((await w.drive(session.token())) !== late, 'the late token came back')
  }),

  order('a tombstone between a login’s load and its commit: the login begins anew', async w => {
    const store = mapStore()
    const view = store.view()
    const [mine, theirs] = [w.session({ store }), w.session({ store: view })]
    let times = 0
    view.before = async operation => {
      if (operation === 'commit' && times++ === 0) await w.drive(mine.logout())
    }
    const token = await w.drive(theirs.token())
    const [late] = revoked(w)
    check(late !== undefined && late !== token && !(await w.isLive(late)), 'the token of before is in use')
    check(await w.isLive(token), 'the token is dead')
    equal(w.count(login), 2, 'logins')
    equal(kindsIn(store), 'token', 'what the store holds')
    equal(await w.code(mine.token()), 'signed_out', 'what the session that signed out gets')
  }),

  order(
    'the admin signs out while a user’s token is under way: it is revoked, and the admin’s is not used',
    async w => {
      const admin = w.session()
      const adminToken = await admin.token()
      const user = admin.as(2)
      const held = w.hold(loginUser(2))
      const caller = w.code(user.fetch('/user'))
      await held.arrived
      const out = admin.logout()
      held.release()
      equal(await w.drive(caller), 'signed_out', 'what the user’s caller gets')
      await w.drive(out)
      await w.pass(1000)
      equal(w.count('GET /api/4.0/user'), 0, 'requests that left')
      const late = revoked(w).find(token => token !== adminToken)
      check(late !== undefined && !(await w.isLive(late)), 'the user’s late token lives')
      await w.drive(admin.login())
      equal(await w.drive(w.whoIs(user)), '2', 'whom the server sees after the next sign-in')
    },
  ),

  order(
    'of two logins at once, without a lock, one wins the commit: its token serves both, the other’s is revoked',
    async w => {
      const store = mapStore()
      const held = w.hold(login)
      const sessions = [w.session({ store: store.view() }), w.session({ store: store.view() })]
      const tokens = Promise.all(sessions.map(session => session.token()))
      while (held.waiting < 2) await w.pass(1)
      held.release()
      const [one, two] = await w.drive(tokens)
      equal(one, two, 'the token of the other')
      equal(w.count(login), 2, 'logins')
      const [lost, ...more] = revoked(w)
      equal(more.length, 0, 'further tokens ended')
      check(lost !== undefined && lost !== one && !(await w.isLive(lost)), 'the loser’s token lives')
      check(one !== undefined && (await w.isLive(one)), 'the winner’s token is dead')
    },
  ),

  order(
    'a sign-in that is given up while it waits for what is on the wire does not let the next one begin',
    async w => {
      const session = w.session()
      const held = w.hold(login)
      const first = w.code(session.token())
      await held.arrived
      const given = [first]
      for (let times = 0; times < 3; times++) {
        await w.drive(session.logout())
        given.push(w.code(session.login()))
      }
      await w.drive(session.logout())
      const last = session.login()
      await w.pass(10)
      equal(w.count(login), 1, 'logins on the wire')
      held.release()
      for (const code of await w.drive(Promise.all(given))) equal(code, 'signed_out', 'what is given up')
      await w.drive(last)
      equal(await w.whoIs(session), '1', 'whom the server sees in the end')
    },
  ),

  order('as() after a user’s sign-out waits for the login that is still on the wire', async w => {
    const admin = w.session()
    const held = w.hold(loginUser(2))
    const first = w.code(admin.as(2).token())
    await held.arrived
    await w.drive(admin.as(2).logout())
    const second = admin.as(2).token()
    await w.pass(10)
    equal(w.count(loginUser(2)), 1, 'logins on the wire')
    held.release()
    equal(await w.drive(first), 'signed_out', 'what the first caller gets')
    const token = await w.drive(second)
    await w.pass(100)
    check(!revoked(w).includes(token) && (await w.isLive(token)), 'the token of after is dead')
    equal(w.count(loginUser(2)), 2, 'logins')
  }),

  order('a credentials provider that fails just when a user is refused leaves nobody waiting', async w => {
    let asked = 0
    const session = w.session({
      credentials: () => {
        asked++
        if (asked > 1) throw new Error('the vault is closed')
        return credentials
      },
    })
    equal(await w.drive(w.code(session.as(404).token())), 'unknown_user', 'what the caller gets')
    equal(await w.drive(w.code(session.as(404).token())), 'unknown_user', 'what the next one gets')
    check(asked > 1, 'the provider was not asked again')
  }),
]

describe('by hand, in the order that', () => {
  for (const { name, run } of cases) it(name, run)
})

import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, loginUser, scene } from '../world.js'

/** What a session does when the store notifies it: at once, after a failure, and when the store forgot its records. */
export function notifiedCases(): ContractCase[] {
  return [...signOutsDuringFailures(), ...forgetful()]
}

/** Promise 2, for a store that failed a moment ago and is left alone: it is reachable again. */
function signOutsDuringFailures(): ContractCase[] {
  return [true, false].map(watches =>
    scene(
      `a sign-out right after a failure is noticed ${watches ? 'as soon as the store notifies of it' : 'within 1 s, without a notification'}`,
      async w => {
        const store = mapStore({ watches })
        const view = store.view()
        const [here, there] = [w.session({ store }), w.session({ store: view })]
        const old = await here.token()
        equal(await there.token(), old, 'the token is shared')
        // A look is due, and finds a Redis that is a replica.
        view.before = () => {
          throw new Error('READONLY')
        }
        const found = [...store.records][0]
        if (found !== undefined) await store.commit(found[0], found[1].record, found[1].version)
        await w.pass(400)
        await there.token()
        check(
          w.events.some(({ type }) => type === 'store_failure'),
          'the failure was not said',
        )
        view.before = undefined
        await here.logout()
        await w.calm()
        const sinceMs = w.clock.monotonic()
        const bound = watches ? 0 : 1000
        while (w.clock.monotonic() - sinceMs < bound) {
          await w.pass(25)
          await there.token()
        }
        check((await there.token()) !== old, 'the old token is still handed out')
      },
    ),
  )
}

/** A holder cannot know whether a sign-out was lost with its record: it stores nothing anew. */
function forgetful(): ContractCase[] {
  return [
    // @promise redis-loses-records
    scene(
      'after the store lost its records a session that starts later signs in, the others adopt that, and each user costs a login',
      async w => {
        const store = mapStore({ watches: true })
        const users = [2, 3, 789]
        const [here, there] = [w.session({ store }), w.session({ store: store.view() })]
        // One after the other: without a lock, both would sign in at once.
        const whoAll = async (): Promise<void> => {
          for (const looker of [here, there]) await Promise.all(users.map(id => w.whoIs(looker.as(id))))
        }
        await whoAll()
        const userLogins = () => users.map(id => w.count(loginUser(id))).join()
        store.records.clear()
        await w.pass(500)
        await whoAll()
        equal(`${w.count(login)} ${userLogins()}`, '1 1,1,1', 'logins before somebody starts')
        const newcomer = await w.session({ store }).token()
        await w.pass(500)
        equal(`${await here.token()} ${await there.token()}`, `${newcomer} ${newcomer}`, 'the tokens')
        await whoAll()
        equal(`${w.count(login)} ${userLogins()}`, '2 2,2,2', 'logins')
      },
    ),
  ]
}

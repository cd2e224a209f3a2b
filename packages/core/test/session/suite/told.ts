import { application } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, loginUser, scene } from '../world.js'

/** What a session does when the store notifies it: at once, after a failure, and after the store could not notify for a while. */
export function toldCases(): ContractCase[] {
  return [...signOutsDuringFailures(), ...lines(), ...forgetful()]
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

/** What it costs when the line to the store is lost, and when it is back. */
function lines(): ContractCase[] {
  return [
    scene(
      'a store that starts or stops notifying is not asked for all users at once, but for each at its next use',
      async w => {
        const store = mapStore({ watches: true })
        let telling = true
        const listeners = new Set<() => void>()
        const { watch } = store
        store.notifies = () => telling
        store.watch = (key, listener) => {
          listeners.add(listener)
          const end = watch?.(key, listener)
          return () => {
            listeners.delete(listener)
            end?.()
          }
        }
        const turn = async (notifies: boolean) => {
          telling = notifies
          for (const listener of [...listeners]) listener()
          await w.calm()
        }
        const looker = w.session({ store })
        const users = [2, 3, 4, 5, 6, 7].map(id => looker.as(id))
        const tokens = await Promise.all(users.map(user => user.token()))
        const app = application(w, { session: looker })
        app.signedIn.set('a', { userId: '789', sessionId: 'ana-1' })
        await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })
        await w.pass(1000)
        await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })
        await Promise.all(users.map(user => user.token()))
        const before = store.counts.load
        for (const tells of [false, true, false, true]) await turn(tells)
        equal(store.counts.load - before, 0, 'looks of those who are not used')
        equal(await users[0]?.token(), tokens[0], 'the token')
        check(store.counts.load - before > 0, 'who is used did not look')
        const looked = store.counts.load
        await w.pass(10_000)
        await users[0]?.token()
        // Its own record and the admin’s: a notification never replaces the look.
        equal(store.counts.load - looked, 2, 'looks while the store notifies')
        telling = false
        await w.session({ store: store.view() }).logout()
        await turn(true)
        check((await users[1]?.token()) !== tokens[1], 'a sign-out meanwhile was not noticed')
      },
    ),
  ]
}

/** A holder cannot know whether a sign-out was lost with its record: it stores nothing anew. */
function forgetful(): ContractCase[] {
  return [
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

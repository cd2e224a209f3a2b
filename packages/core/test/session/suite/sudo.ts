import { mapStore, queueLock } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, loginUser, scene } from '../world.js'

/** How a user's session hangs on its admin's sign-in, and on nothing else. */
export function sudoCases(): ContractCase[] {
  return [
    // @promise sudo-token-survives-renewals
    scene('a user’s token outlives its admin’s renewals: the sign-in is kept through them', async w => {
      for (const store of [undefined, mapStore(), mapStore({ watches: true })]) {
        const looker = w.session({ store })
        const ana = looker.as(789)
        await looker.token()
        await w.pass(2_000_000)
        const token = await ana.token()
        const before = w.count(loginUser(789))
        await w.pass(1_500_000)
        w.emulator.revoke({ user_id: 1 })
        await w.whoIs(looker)
        await w.pass(1000)
        equal(await ana.token(), token, 'her token')
        equal(w.count(loginUser(789)), before, 'sudo logins')
      }
    }),

    scene(
      'an admin’s token that is rejected for sudo is renewed once, and the user signed in with the new one',
      async w => {
        const looker = w.session()
        await looker.token()
        w.emulator.revoke({ user_id: 1 })
        const users = await Promise.all([2, 3, 4, 5].map(id => w.whoIs(looker.as(id))))
        equal(users.join(), '2,3,4,5', 'who they are')
        equal(w.count(login), 2, 'logins')
      },
    ),

    scene('an admin whose every token is rejected for sudo is not renewed again and again', async w => {
      w.emulator.faults.add({ match: { path: '*/login/789' }, times: 'always', status: 401 })
      const looker = w.session()
      for (let count = 0; count < 10; count++) {
        equal(await w.code(looker.as(789).token()), 'token_rejected', 'code')
        await w.pass(2000)
      }
      check(w.count(login) <= 3, `${w.count(login)} logins in 20 s`)
      equal(await w.whoIs(looker), '1', 'the admin')
    }),

    scene('session groups that were given the same admin token share a user’s login', async w => {
      const token = await w.session().token()
      const store = mapStore()
      const lock = queueLock()
      const families = [1, 2].map(() => w.session({ token, store, lock }))
      for (let round = 0; round < 5; round++) {
        for (const family of families) {
          equal(await w.whoIs(family), '1', 'the admin')
          equal(await w.whoIs(family.as(789)), '789', 'the user')
        }
        await w.pass(1000)
      }
      equal(w.count(loginUser(789)), 1, 'sudo logins')
    }),

    scene('a user’s call does not sign the admin in where the user’s token is stored', async w => {
      const store = mapStore()
      await w.session({ store }).as(789).token()
      const logins = w.count(login)
      equal(await w.whoIs(w.session({ store }).as(789)), '789', 'who it is')
      equal(w.count(login), logins, 'logins')
      equal(w.count(loginUser(789)), 1, 'sudo logins')
    }),

    // @promise never-a-deadlock-in-a-callback
    scene(
      'a listener may call the session it listens to: nothing is re-entered, nothing stands still',
      async w => {
        const looker = w.session({ store: mapStore(), lock: queueLock() })
        const ana = looker.as(789)
        const calls: Promise<unknown>[] = []
        const call = (): void => void (calls.length < 50 && calls.push(looker.token(), ana.token()))
        looker.onEvent(call)
        looker.subscribe(call)
        ana.subscribe(call)
        await ana.token()
        w.emulator.revoke({ user_id: 1 })
        w.emulator.revoke({ user_id: 789 })
        await w.whoIs(ana)
        await w.whoIs(looker)
        await Promise.all(calls)
        check(calls.length > 5, 'the listeners called')
      },
    ),
  ]
}

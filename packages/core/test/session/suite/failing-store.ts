import { type MapStore, mapStore } from '../map-store.js'
import { AuthError, type ContractCase, equal, type Lock } from '../product.js'
import { waitedMs } from '../waits.js'
import { login, loginUser, scene, type World } from '../world.js'

/** A store and its lock that fail together, as where one server keeps both: how long callers wait, what is said, how it ends. */
export function failingStoreCases(): ContractCase[] {
  return [
    // @promise never-blocked-by-a-store
    scene('a cold call on a store and lock that do not answer waits for 2 s in all', async w => {
      const { store, lock } = silent(w)
      const looker = w.session({ store, lock })
      equal(await waitedMs(w, looker.as(789).token()), 2000, 'the wait of a user whose admin is cold too')
      equal(await waitedMs(w, looker.token()), 0, 'the wait of the next')
      await w.pass(1000)
      equal(await waitedMs(w, looker.as(2).token()), 250, 'the wait a second later')
      equal(`${w.count(login)} ${w.count(loginUser(789))} ${w.count(loginUser(2))}`, '1 1 1', 'logins')
      equal(failuresOf(w), 'load', 'what was said')
    }),

    // @promise never-blocked-by-a-store
    scene('a store that dies while its lock is waited for holds the caller for 2 s in all', async w => {
      const store = mapStore()
      const { lock } = silent(w)
      const dying: Lock = {
        run(key, options, task) {
          store.before = () => new Promise(() => {})
          return lock.run(key, options, task)
        },
      }
      equal(await waitedMs(w, w.session({ store, lock: dying }).token()), 2000, 'the wait')
      equal(w.count(login), 1, 'logins')
    }),

    scene('a lock that fails is said once, until it works again', async w => {
      let failing = true
      const lock: Lock = {
        async run(_key, _options, task) {
          if (failing) throw new AuthError('store_failed')
          return task(true)
        },
      }
      const looker = w.session({ store: mapStore(), lock })
      for (const user of [2, 3, 4]) await looker.as(user).token()
      equal(failuresOf(w), 'lock', 'what was said')
      failing = false
      await looker.as(5).token()
      failing = true
      for (const user of [6, 7]) await looker.as(user).token()
      equal(failuresOf(w), 'lock lock', 'what was said, once it had worked and failed again')
    }),

    scene('a store whose late answer says that it is back is used at once', async w => {
      const store = mapStore()
      const [here, there] = [w.session({ store }), w.session({ store })]
      await here.token()
      await there.token()
      await w.pass(1000)
      const answer = late(store)
      await w.drive(there.token())
      answer()
      await w.calm()
      await here.logout()
      await w.pass(400)
      await there.token()
      equal(w.events.filter(({ type }) => type === 'dropped').length, 1, 'who dropped the token')
    }),

    // @promise never-blocked-by-a-store
    scene('a store that always answers after 2.1 s costs one wait of 2 s and one event', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const token = await looker.token()
      await w.pass(1000)
      store.before = () => new Promise(resolve => void w.clock.setTimer(resolve, 2100))
      const waitsMs: number[] = []
      for (let count = 0; count < 20; count++) {
        const startedMs = w.clock.monotonic()
        equal(await w.drive(looker.token()), token, 'the token')
        waitsMs.push(w.clock.monotonic() - startedMs)
        await w.pass(1000)
      }
      equal(waitsMs[0], 2000, 'the first wait')
      equal(Math.max(...waitsMs.slice(1)), 250, 'the longest wait after it')
      await w.pass(3000)
      equal(w.events.filter(({ type }) => type.startsWith('store')).length, 1, 'events')
    }),

    scene('a store that became slow is used again once an answer took less than 2 s', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      await looker.token()
      await w.pass(1000)
      let delayMs = 3000
      store.before = () => new Promise(resolve => void w.clock.setTimer(resolve, delayMs))
      await w.drive(looker.token())
      delayMs = 400
      await w.pass(2000)
      equal(w.events.map(({ type }) => type).includes('store_recovered'), false, 'said to be back after 3 s')
      await w.drive(looker.token())
      await w.pass(400)
      equal(w.events.map(({ type }) => type).includes('store_recovered'), true, 'said to be back')
      const other = w.session({ store })
      await w.drive(other.token())
      equal(w.count(login), 1, 'logins: the record is read, though it takes 400 ms')
    }),

    // @promise never-a-dead-token-of-a-store
    scene('a token that could not be stored is not given up for the one it replaced', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      await looker.token()
      await w.pass(1000)
      store.before = () => {
        throw new Error('connection refused')
      }
      w.emulator.revoke({ user_id: 1 })
      equal(await w.whoIs(looker), '1', 'who it is, while the store fails')
      store.before = undefined
      await w.pass(2000)
      equal(await w.whoIs(looker), '1', 'who it is, when the store is back with the old record')
      equal(w.count(login), 2, 'logins')
    }),

    // @promise never-a-dead-token-of-a-store
    scene(
      'a token that is rejected before the store was looked at again does not lead back to an older one',
      async w => {
        const store = mapStore()
        const looker = w.session({ store })
        await looker.token()
        await w.pass(1000)
        store.before = () => {
          throw new Error('connection refused')
        }
        w.emulator.revoke({ user_id: 1 })
        equal(await w.whoIs(looker), '1', 'who it is, while the store fails')
        await w.pass(650)
        await looker.token()
        store.before = undefined
        await w.pass(200)
        w.emulator.revoke({ user_id: 1 })
        equal(await w.whoIs(looker), '1', 'who it is, with that token dead too')
        equal(w.count(login), 3, 'logins')
        equal(await w.session({ store }).token(), await looker.token(), 'the new token is shared')
      },
    ),

    scene('a store that answers when the sign-in is over is said to be back at its next use', async w => {
      const store = mapStore()
      const answer = late(store)
      const looker = w.session({ store })
      await w.drive(looker.token())
      equal(failuresOf(w), 'load', 'what was said')
      answer()
      await w.calm()
      await looker.as(789).token()
      equal(w.events.filter(({ type }) => type === 'store_recovered').length, 1, 'events of recovery')
    }),
  ]
}

/** A store that never answers, and a lock that gives up after a second. */
function silent(w: World) {
  const store = mapStore()
  store.before = () => new Promise(() => {})
  const lock: Lock = {
    run: () =>
      new Promise((_, reject) => {
        w.clock.setTimer(() => reject(new AuthError('store_failed')), 1000)
      }),
  }
  return { store, lock }
}

/** Nothing is answered until the function is called. */
function late(store: MapStore): () => void {
  let answer = (): void => {}
  const answered = new Promise<void>(resolve => {
    answer = resolve
  })
  store.before = () => answered
  return () => {
    store.before = undefined
    answer()
  }
}

function failuresOf(w: World): string {
  return w.events.flatMap(event => (event.type === 'store_failure' ? [event.operation] : [])).join(' ')
}

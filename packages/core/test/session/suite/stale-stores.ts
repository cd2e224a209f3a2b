import { mapStore } from '../map-store.js'
import { type ContractCase, check, encodeRecord, equal, type Fetch } from '../product.js'
import { delay, settling } from '../waits.js'
import { login, scene } from '../world.js'

/** Promise 8: a store whose record changes at each commit, or that answers with stale data, is not tried for ever. */
export function staleStoreCases(): ContractCase[] {
  return [
    // @promise changing-record-blocks-no-call
    scene('token() ends on a store where another record stands at each commit', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      let versions = 0
      store.load = async () => undefined
      store.commit = async () => ({
        record: { value: 'of something else', keepUntilMs: 0 },
        version: `other${++versions}`,
      })
      equal(await w.whoIs(looker), '1', 'who it is')
      equal(w.count(login), 1, 'logins')
      check(versions < 50, `${versions} commits`)
    }),

    // @promise changing-record-blocks-no-call
    scene('logout() ends on such a store within its time bound, with store_failed', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      await looker.token()
      let versions = 0
      const { load } = store
      store.load = key => load.call(store, key)
      store.commit = async () => ({
        record: { value: 'of something else', keepUntilMs: 0 },
        version: `other${++versions}`,
      })
      const out = w.code(looker.logout())
      await w.pass(11_000)
      equal(await out, 'store_failed', 'code')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    // @promise stale-replica-blocks-no-call
    scene(
      'a call on a replica that lags 10 s behind a sign-out costs 10 logins at most, and ends',
      async w => {
        const store = mapStore()
        const replica = store.view()
        const slow: Fetch = async (input, init) => {
          await delay(w, 50)
          return w.fetch(input, init)
        }
        const [here, there] = [w.session({ store: replica, fetch: slow }), w.session({ store })]
        await w.drive(here.token())
        const old = new Map(store.records)
        const { load } = replica
        replica.load = async key => old.get(key)
        await there.logout()
        const loginsBefore = w.count(login)
        const call = w.failure(here.fetch('/user'))
        const isDone = settling(call)
        for (let step = 0; step < 400; step++) await w.pass(25)
        const logins = w.count(login) - loginsBefore
        check(logins <= 10, `${logins} logins in 10 s`)
        equal(isDone(), true, 'whether the call ended')
        replica.load = load
        await w.pass(30_000)
        equal(await w.drive(w.whoIs(here)), '1', 'who it is, once the replica has caught up')
      },
    ),

    // @promise stale-replica-blocks-no-call
    scene('token() ends where two replicas answer with different tombstones in turn', async w => {
      const store = mapStore()
      let loads = 0
      store.load = async () => {
        if (++loads > 1000) throw new Error('The scene ends a call that would not end.')
        const replica = loads % 2
        const tombstone = { kind: 'signed_out', id: `t${replica}`, epoch: 5 + replica, ended: [] } as const
        return {
          record: { value: encodeRecord(tombstone), keepUntilMs: Number.MAX_SAFE_INTEGER },
          version: `v${replica}`,
        }
      }
      equal(await w.code(w.session({ store }).token()), 'unavailable', 'code')
      check(loads < 100, `${loads} loads`)
    }),
  ]
}

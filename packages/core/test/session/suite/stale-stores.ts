import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, scene } from '../world.js'

/** Promise 8: a store whose record changes at each commit, or that answers with stale data, is not tried for ever. */
export function staleStoreCases(): ContractCase[] {
  return [
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
  ]
}

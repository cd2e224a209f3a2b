import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { workers } from '../workers.js'
import { credentials, login, scene } from '../world.js'

/** Promise 8: what a request began that the runtime ended is waited for by no other request for long. */
export function endedRequestCases(): ContractCase[] {
  const ways = ['token', 'fetch'] as const
  return [
    ...ways.map(way =>
      // @promise ended-request-blocks-no-call
      scene(
        `${way}() of a later request ends, though the runtime ended the request that signs in`,
        async w => {
          const runtime = workers(w)
          const looker = w.session({ clock: runtime.clock, fetch: runtime.fetch, timeoutMs: 5000 })
          const use = () => (way === 'token' ? looker.token() : looker.fetch('/user'))
          const held = w.hold(login, 'request')
          void use().catch(() => {})
          await held.arrived
          runtime.end('first')
          runtime.begin('second')
          let done = false
          const later = use().finally(() => {
            done = true
          })
          later.catch(() => {})
          held.release()
          await w.pass(1000)
          equal(done, false, 'done before the bound')
          await w.pass(20_000)
          await w.until(() => done)
          await later
          equal(w.count(login), 2, 'logins')
          equal(await w.whoIs(looker), '1', 'who it is')
        },
      ),
    ),

    scene('a login is handed to waitUntil too, so that the runtime lets it end', async w => {
      const work: Promise<unknown>[] = []
      const looker = w.session()
      const held = w.hold(login, 'request')
      const call = looker.token({ waitUntil: promise => void work.push(promise) })
      await held.arrived
      equal(work.length, 1, 'promises')
      let over = false
      void work[0]?.then(() => {
        over = true
      })
      await w.calm()
      check(!over, 'it is over before the login is')
      held.release()
      await call
      await work[0]
    }),

    scene('callers that give up after 4 s get a token in the end', async w => {
      const runtime = workers(w)
      const store = mapStore()
      let hangs = true
      store.before = () => (hangs ? new Promise<void>(() => {}) : undefined)
      const looker = w.session({ store, clock: runtime.clock, fetch: runtime.fetch, timeoutMs: 5000 })
      const client = new AbortController()
      const first = looker.token({ signal: client.signal }).catch(() => {})
      await w.calm()
      client.abort()
      await first
      runtime.end('first')
      runtime.begin('second')
      hangs = false
      let served = false
      for (let call = 0; call < 20 && !served; call++) {
        const stop = new AbortController()
        const token = looker.token({ signal: stop.signal }).then(
          () => true,
          () => false,
        )
        await w.pass(4000)
        stop.abort()
        served = await token
        await w.pass(1000)
      }
      equal(served, true, 'served')
    }),

    scene('a credentials provider that ended with its request does not stop the users', async w => {
      const runtime = workers(w)
      let hangs = true
      const looker = w.session({
        clock: runtime.clock,
        fetch: runtime.fetch,
        timeoutMs: 5000,
        store: mapStore(),
        credentials: () => (hangs ? new Promise<never>(() => {}) : credentials),
      })
      void looker
        .as(789)
        .token()
        .catch(() => {})
      await w.calm()
      runtime.end('first')
      runtime.begin('second')
      hangs = false
      const ana = looker.as(789)
      const first = ana.token().catch(() => {})
      await w.pass(600_000)
      await first
      equal(await w.whoIs(ana), '789', 'who it is')
    }),
  ]
}

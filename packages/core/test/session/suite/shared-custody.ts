import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, logout, scene } from '../world.js'

/** Promise 3 on a shared store: what stands in the record stays alive for others, and a token that stands nowhere does not. */
export function sharedCustodyCases(): ContractCase[] {
  return [
    scene('close() on a shared store leaves the stored token of a forgotten user alive', async w => {
      const store = mapStore()
      const looker = w.session({ store, maxSessions: 1 })
      const token = await looker.as(2).token()
      await looker.as(789).token()
      equal(await w.session({ store: store.view() }).as(2).token(), token, 'the other group’s token')
      await looker.close()
      check(await w.isLive(token), 'the stored token lives')
    }),

    scene('close() revokes the token whose place in the shared record the group’s renewal took', async w => {
      const store = mapStore()
      const first = await w.session({ store }).token()
      const looker = w.session({ store: store.view() })
      equal(await looker.token(), first, 'the token that it took up')
      await w.pass(3_400_000)
      const second = await looker.token()
      check(second !== first, 'it renewed')
      await looker.close()
      equal(await w.isLive(first), false, 'the first token lives')
      equal(await w.isLive(second), true, 'the stored token lives')
    }),

    scene('close() revokes a token that expired only by a clock that was set forward', async w => {
      const looker = w.session({ store: mapStore() })
      const first = await looker.token()
      w.clock.jumpWall(7_200_000)
      check((await looker.token()) !== first, 'it renewed')
      await looker.close()
      equal(await w.isLive(first), false, 'the first token lives')
    }),

    scene('a group that sees a sign-out elsewhere revokes its other tokens of that sign-in', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const first = await looker.token()
      await w.pass(3_400_000)
      await looker.token()
      equal(await w.isLive(first), true, 'the first token lives before')
      await w.session({ store: store.view() }).logout()
      await w.pass(1000)
      await looker.token()
      await w.calm()
      equal(await w.isLive(first), false, 'the first token lives after')
    }),

    scene('close() on a shared store leaves a stored token alive whose renewal failed', async w => {
      const store = mapStore()
      const looker = w.session({ store, retry: { attempts: 1 } })
      const token = await looker.token()
      w.emulator.faults.add({
        match: { path: '*/user' },
        status: 401,
        json: { message: 'Requires authentication.' },
      })
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 500 })
      await w.drive(looker.fetch('/user').catch(() => {}))
      equal(await w.session({ store: store.view() }).token(), token, 'the other group’s token')
      await looker.close()
      check(await w.isLive(token), 'the stored token lives')
    }),

    ...(['close()', 'the abort of its caller'] as const).map(how =>
      scene(`${how} while a commit is not answered does not revoke what stands in the record`, async w => {
        const store = mapStore()
        const mine = store.view()
        const looker = w.session({ store: mine })
        let committed = false
        mine.after = operation => {
          if (operation !== 'commit') return
          committed = true
          return new Promise<void>(() => {})
        }
        const stop = new AbortController()
        const call = looker.token({ signal: stop.signal }).catch(() => {})
        await w.until(() => committed)
        const token = await w.session({ store: store.view() }).token()
        equal(w.count(login), 1, 'logins')
        const closed = how === 'close()' ? looker.close() : stop.abort()
        await w.pass(15_000)
        await closed
        await call
        check(await w.isLive(token), 'the stored token lives')
      }),
    ),

    scene('revoked is false where another sign-out’s revocation of a token fails meanwhile', async w => {
      const looker = w.session({ retry: { attempts: 1 } })
      const ana = looker.as(789)
      await ana.token()
      const held = w.hold(logout, 'request')
      w.emulator.faults.add({ match: { path: '*/logout' }, status: 500 })
      const first = ana.logout()
      await held.arrived
      const second = looker.logout()
      await w.calm()
      held.release()
      await first
      equal((await second).revoked, w.emulator.stats.live_tokens === 0, 'revoked')
    }),

    ...[16, 18, 20, 22].map(microtasks =>
      scene(
        `close() ${microtasks} microtasks after a login was answered waits for its revocation`,
        async w => {
          const looker = w.session()
          const held = w.hold(login)
          const call = looker.token().catch(() => {})
          await held.arrived
          const out = w.hold(logout, 'request')
          held.release()
          for (let turn = 0; turn < microtasks; turn++) await undefined
          let done = false
          const closed = looker.close().then(() => {
            done = true
          })
          await w.calm()
          check(!(done && out.waiting > 0), 'close() ended before the revocation')
          out.release()
          await Promise.all([closed, call])
        },
      ),
    ),
  ]
}

import { mapStore, queueLock } from '../map-store.js'
import { aliceThenBob, oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, check, deferred, equal, type Fetch } from '../product.js'
import { logout, scene } from '../world.js'

const softMs = 3_000_000
const lifetimeMs = 3_600_000

/** OAuth with several tabs on one store. */
export function oauthTabCases(): ContractCase[] {
  return [
    scene('eight tabs at soft expiry renew once, and nobody is signed out', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore({ watches: true })
      const lock = queueLock()
      const tabs = Array.from({ length: 8 }, () => page({ store, lock }))
      const [first] = tabs
      if (first) await signIn(first)
      await Promise.all(tabs.map(tab => tab.token()))
      await w.pass(softMs)
      await Promise.all(tabs.map(tab => tab.token()))
      await w.calm()
      for (const tab of tabs) equal(await w.whoIs(tab), '789', 'who it is')
      equal(w.emulator.stats.token_refresh, 1, 'renewals')
    }),

    // @promise refresh-token-is-used-once
    scene('eight tabs without a lock spend one refresh token once', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const tabs = Array.from({ length: 8 }, () => page({ store }))
      const [first] = tabs
      if (first) await signIn(first)
      await w.pass(lifetimeMs)
      const who = await w.drive(Promise.all(tabs.map(tab => w.whoIs(tab))))
      equal(new Set(who).size, 1, 'who they are')
      equal(w.emulator.stats.token_refresh, 1, 'renewals')
      equal(w.count(tokenLine), 2, 'token requests, the sign-in included')
    }),

    scene('a sign-out in one tab ends all, and revokes the token', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore({ watches: true })
      const [here, there] = [page({ store }), page({ store })]
      await signIn(here)
      const token = await there.token()
      equal((await here.logout()).revoked, true, 'whether it was revoked')
      await w.pass(1000)
      equal(await w.code(there.token()), 'signed_out', 'the other tab')
      equal(await w.isLive(token), false, 'whether the token lives')
      equal(w.count(logout), 1, 'revocations')
      equal(await w.code(page({ store }).token()), 'sign_in_required', 'a new tab')
      await signIn(there)
      equal(await w.whoIs(there), '789', 'after signing in')
    }),

    scene(
      'a page that slept in the middle of a renewal looks at what that brought before it serves it',
      async w => {
        const { page, signIn } = oauthPages(w)
        const store = mapStore()
        const view = store.view()
        let wake = (): void => {}
        const revalidateWhen = (look: () => void) => {
          wake = look
          return () => {}
        }
        const here = page({ store: view, revalidateWhen })
        await signIn(here)
        await w.pass(softMs)
        const [stored, answered, read] = [deferred<void>(), deferred<void>(), deferred<void>()]
        const renewed = view.counts.commit + 2
        view.after = operation => {
          if (operation === 'load' || view.counts.commit < renewed) return undefined
          stored.resolve()
          return answered.promise
        }
        await here.token()
        await stored.promise
        await page({ store }).logout()
        view.before = operation => (operation === 'load' ? read.promise : undefined)
        wake()
        const call = w.code(here.token())
        answered.resolve()
        await w.calm()
        read.resolve()
        equal(await call, 'signed_out', 'who called')
        equal(here.state.status, 'signed_out', 'its state')
      },
    ),

    ...(['', ', closed or not'] as const).map(closed =>
      scene(`a renewal that another sign-in of its user overtook leaves no token alive${closed}`, async w => {
        const { page, signIn } = oauthPages(w)
        const store = mapStore()
        const [arrived, answered] = [deferred<void>(), deferred<void>()]
        let slow = false
        const fetch: Fetch = async (input, init) => {
          const response = await w.fetch(input, init)
          if (!slow) return response
          arrived.resolve()
          await answered.promise
          return response
        }
        const here = page({ store, fetch })
        await signIn(here)
        await w.pass(softMs)
        slow = true
        await here.token()
        await arrived.promise
        await signIn(page({ store }))
        const ending = closed === '' ? undefined : here.close()
        answered.resolve()
        await ending
        await w.calm()
        if (closed === '') equal(await w.whoIs(here), '789', 'who it is')
        equal(w.emulator.stats.live_tokens, 1, 'live tokens')
      }),
    ),

    scene(
      'a tab that slept through a new sign-in of its user goes on with that, its access token over or not',
      async w => {
        const { page, signIn } = oauthPages(w)
        const store = mapStore()
        const [here, there] = [page({ store }), page({ store })]
        await signIn(here)
        await signIn(there)
        await w.pass(lifetimeMs)
        equal(await w.drive(w.whoIs(here)), '789', 'who it is')
        equal(w.emulator.stats.token_code, 2, 'sign-ins')
      },
    ),

    scene(
      'a sign-out elsewhere also ends a token that only its tab knows, for it could not be stored',
      async w => {
        const { page, signIn } = oauthPages(w)
        const store = mapStore()
        const view = store.view()
        const here = page({ store: view })
        await signIn(here)
        await w.pass(softMs)
        const marked = view.counts.commit + 1
        view.before = operation => {
          if (operation === 'commit' && view.counts.commit > marked) throw new Error('busy')
        }
        const old = await here.token()
        await w.pass(5000)
        check((await here.token()) !== old, 'it was not renewed')
        await page({ store }).logout()
        await w.pass(1000)
        equal(await w.code(here.token()), 'signed_out', 'the call')
        await w.calm()
        equal(w.emulator.stats.live_tokens, 0, 'live tokens')
      },
    ),

    scene('Alice’s tab that signs out after Bob signed in does not sign Bob out', async w => {
      const { alice, bob, page, store } = await aliceThenBob(w)
      await alice.logout()
      await w.pass(1000)
      equal(await w.whoIs(bob), '2', 'Bob’s tab')
      equal(await w.whoIs(page({ store })), '2', 'a new tab')
    }),

    // @promise never-signed-out-by-two-tabs
    scene('a store that a tab may copy holds no refresh token', async w => {
      const { page, signIn } = oauthPages(w)
      const store = Object.assign(mapStore(), { copyable: true })
      const looker = page({ store })
      await signIn(looker)
      for (const { record } of store.records.values())
        check(!record.value.includes('refresh'), 'it is stored')
      equal(await w.whoIs(looker), '789', 'who it is')
      await w.pass(lifetimeMs)
      equal(await w.code(looker.token()), 'sign_in_required', 'at its end')
    }),

    scene('a store that cannot be read just now does not read as signed out', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const looker = page({ store })
      await signIn(looker)
      await w.pass(lifetimeMs)
      store.before = () => Promise.reject(new Error('busy'))
      equal(await w.code(w.drive(looker.token())), 'store_failed', 'the code')
      store.before = undefined
      await w.pass(5000)
      equal(await w.whoIs(looker), '789', 'who it is')
    }),

    scene('a renewal that lands after the sign-out does not bring the session back', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page({ store: mapStore() })
      await signIn(looker)
      await w.pass(softMs)
      const held = w.hold(tokenLine)
      await looker.token()
      await held.arrived
      const leaving = looker.logout()
      held.release()
      await w.drive(leaving)
      equal(await w.code(looker.token()), 'signed_out', 'the session')
      await w.until(() => w.emulator.stats.live_tokens === 0)
    }),
  ]
}

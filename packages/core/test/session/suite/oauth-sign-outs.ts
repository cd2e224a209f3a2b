import { mapStore } from '../map-store.js'
import { aliceThenBob, oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, equal } from '../product.js'
import { logout, scene } from '../world.js'

/** OAuth: sign-outs that meet a sign-in which is being completed. */
export function oauthSignOutCases(): ContractCase[] {
  return [
    scene('logout() while a sign-in is completed keeps the session signed out', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      const held = w.hold(tokenLine)
      const completing = w.code(signIn(looker))
      await held.arrived
      await looker.logout()
      held.release()
      equal(await completing, 'signed_out', 'the sign-in')
      equal(await w.code(looker.token()), 'signed_out', 'the session')
      equal(w.emulator.stats.live_tokens, 0, 'live tokens')
    }),

    scene('nor does a sign-in that is being completed undo another tab’s sign-out of that user', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const there = page({ store })
      await signIn(there)
      const held = w.hold(tokenLine)
      const completing = w.code(signIn(page({ store })))
      await held.arrived
      await there.logout()
      held.release()
      equal(await completing, 'signed_out', 'the sign-in')
      equal(w.emulator.stats.live_tokens, 0, 'live tokens')
    }),

    scene('nor does one whose token is being moved to its workspace, or stored', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const there = page({ store, workspace: 'dev' })
      await signIn(there)
      const held = w.hold('PATCH /api/4.0/session')
      const moving = w.code(signIn(page({ store, workspace: 'dev' })))
      await held.arrived
      await there.logout()
      held.release()
      equal(await moving, 'signed_out', 'the one that is moved')
      await signIn(there)
      const view = store.view()
      let leaving: Promise<unknown> | undefined
      view.before = async operation => {
        if (operation === 'load') return
        leaving ??= there.logout()
        await leaving
      }
      const storing = w.code(signIn(page({ store: view, workspace: 'dev' })))
      equal(await storing, 'signed_out', 'the one that is stored')
      equal(w.emulator.stats.live_tokens, 0, 'live tokens')
    }),

    scene('nor does one that could not read the store when it began', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const there = page({ store })
      await signIn(there)
      const view = store.view()
      let loads = 0
      view.before = operation => {
        if (operation === 'load' && loads++ < 3) throw new Error('not now')
      }
      const held = w.hold(tokenLine)
      const completing = w.code(signIn(page({ store: view })))
      await w.pass(5000)
      await held.arrived
      await there.logout()
      held.release()
      equal(await w.drive(completing), 'signed_out', 'the sign-in')
      equal(w.emulator.stats.live_tokens, 0, 'live tokens')
    }),

    scene('nor does one that began while its own session was signing out', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const [here, there] = [page({ store }), page({ store })]
      await signIn(here)
      await w.pass(1000)
      const leaving = w.hold(logout)
      const out = here.logout()
      await leaving.arrived
      const held = w.hold(tokenLine)
      const completing = w.code(signIn(here))
      await held.arrived
      await there.logout()
      held.release()
      leaving.release()
      await out
      equal(await w.drive(completing), 'signed_out', 'the sign-in')
      equal(await w.code(here.token()), 'signed_out', 'the session')
      equal(w.emulator.stats.live_tokens, 0, 'live tokens')
    }),

    scene('what a sign-out’s refresh brings after the 30 s of the sign-out is ended too', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page({ store: mapStore() })
      await signIn(looker)
      w.emulator.revoke({ token: await looker.token() })
      const held = w.hold(tokenLine)
      const ending = looker.logout()
      await held.arrived
      await w.pass(30_000)
      equal((await ending).revoked, false, 'revoked')
      equal(w.emulator.stats.live_tokens, 1, 'tokens that Looker issued in place of the dead one')
      held.release()
      await w.until(() => w.emulator.stats.live_tokens === 0)
    }),

    scene('a sign-out that took 30 s spends no refresh token after them', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page({ store: mapStore(), timeoutMs: 600_000 })
      await signIn(looker)
      w.emulator.revoke({ token: await looker.token() })
      const held = w.hold(logout)
      const ending = looker.logout()
      await held.arrived
      await w.pass(30_000)
      equal((await ending).revoked, false, 'revoked')
      held.release()
      await w.calm()
      equal(w.count(tokenLine), 1, 'requests for tokens: that of the sign-in')
    }),

    scene('a sign-in that is completed while another user signs out in another tab is theirs', async w => {
      const { alice, bob, page, store } = await aliceThenBob(w)
      const { signIn } = oauthPages(w)
      equal(await w.code(alice.token()), 'signed_out', 'Alice’s tab')
      const next = page({ store })
      const held = w.hold(tokenLine)
      const completing = signIn(next)
      await held.arrived
      await bob.logout()
      held.release()
      await completing
      equal(await w.whoIs(next), '789', 'who it is')
    }),

    scene('a sign-in that is completed over the session’s own sign-out under way counts', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page({ store: mapStore() })
      await signIn(looker)
      const held = w.hold(logout)
      const leaving = looker.logout()
      const completing = signIn(looker)
      await held.arrived
      await w.until(() => w.count(tokenLine) === 2)
      await w.calm()
      held.release()
      await Promise.all([leaving, completing])
      equal(await w.whoIs(looker), '789', 'who it is')
    }),

    scene(
      'a sign-in that waits for a sign-out leaves nothing alive when logout() is called again',
      async w => {
        const { page, signIn } = oauthPages(w)
        const looker = page({ store: mapStore() })
        await signIn(looker)
        const exchanging = w.hold(tokenLine)
        const completing = w.code(signIn(looker))
        await exchanging.arrived
        const revoking = w.hold(logout)
        const first = looker.logout()
        await revoking.arrived
        exchanging.release()
        await w.until(() => w.count('GET /api/4.0/user') === 2)
        await w.calm()
        const second = looker.logout()
        revoking.release()
        await Promise.all([first, second])
        equal(await completing, 'signed_out', 'the sign-in')
        equal(w.emulator.stats.live_tokens, 0, 'live tokens')
      },
    ),

    scene('logout() also ends a sign-in that waits for another one to be completed', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      const held = w.hold(tokenLine)
      const completing = [w.code(signIn(looker)), w.code(signIn(looker))]
      await held.arrived
      await w.calm()
      await looker.logout()
      held.release()
      equal((await Promise.all(completing)).join(), 'signed_out,signed_out', 'the sign-ins')
      equal(w.emulator.stats.live_tokens, 0, 'live tokens')
    }),
  ]
}

import { kindsIn, mapStore } from '../map-store.js'
import { type ContractCase, check, deferred, equal, settled } from '../product.js'
import { login, loginUser, scene } from '../world.js'

/** Promise 2, with what is under way when a session is signed out. */
export function lateArrivalCases(): ContractCase[] {
  return [
    // @promise late-token-is-revoked
    scene('a login that lands after logout is revoked and stays out', async w => {
      const looker = w.session()
      const held = w.hold(login)
      const call = w.code(looker.token())
      await held.arrived
      equal((await looker.logout()).revoked, false, 'there was nothing to revoke yet')
      equal(await call, 'signed_out', 'what the waiting caller gets')
      held.release()
      await w.calm()
      await w.until(() => w.emulator.stats.live_tokens === 0)
      equal(looker.state.status, 'signed_out', 'status')
    }),

    ...[true, false].map(background =>
      // @promise late-token-is-revoked
      scene(
        `a renewal that lands after sign-out does not bring the session back (background: ${background})`,
        async w => {
          const looker = w.session({ background })
          const first = await looker.token()
          await w.pass(3_300_000)
          const held = w.hold(login)
          const call = looker.token().catch(() => 'signed out')
          await held.arrived
          // The new one may live.
          equal((await looker.logout()).revoked, false, 'whether all were revoked')
          held.release()
          await call
          await w.calm()
          equal(looker.state.status, 'signed_out', 'status')
          equal(await w.isLive(first), false, 'the old token')
          await w.until(() => w.emulator.stats.live_tokens === 0)
          equal(await w.code(looker.token()), 'signed_out', 'the next call')
          check(
            w.events.some(event => event.type === 'revoked' && event.why === 'late'),
            'no event says so',
          )
        },
      ),
    ),

    scene('a renewal that lands after sign-out on a shared store leaves no token behind', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      await looker.token()
      await w.pass(3_300_000)
      const held = w.hold(login)
      const call = w.code(looker.token())
      await held.arrived
      await looker.logout()
      held.release()
      equal(await call, 'signed_out', 'what the waiting caller gets')
      await w.calm()
      equal(kindsIn(store), 'signed_out', 'what is stored')
      await w.until(() => w.emulator.stats.live_tokens === 0)
    }),

    // @promise one-token-request-per-identity
    scene(
      'never two grants of one identity at a time, however often it is signed out and in meanwhile',
      async w => {
        const looker = w.session()
        const held = w.hold(login)
        const ended = (): string => 'signed out meanwhile'
        const calls: Promise<unknown>[] = [looker.token().catch(ended)]
        await held.arrived
        for (let count = 0; count < 4; count++) {
          await looker.logout()
          calls.push(looker.login().catch(ended))
          await w.calm()
        }
        equal(held.waiting, 1, 'logins on the wire')
        held.release()
        await Promise.all(calls)
        equal(w.emulator.stats.max_concurrent_logins, 1, 'logins at one time')
        equal(await w.whoIs(looker), '1', 'who it is in the end')
        equal(w.emulator.stats.live_tokens, 1, 'tokens that live')
      },
    ),

    scene(
      'a login that finds a tombstone where it read nothing gives its token up and begins anew',
      async w => {
        const store = mapStore()
        const [here, there] = [w.session({ store }), w.session({ store })]
        const held = w.hold(login)
        const call = here.token()
        await held.arrived
        await there.logout()
        equal(kindsIn(store), 'signed_out', 'what is stored while the login is under way')
        held.release()
        const token = await call
        equal(await w.isLive(token), true, 'the token in use')
        equal(w.emulator.stats.live_tokens, 1, 'tokens that live')
        equal(w.count(login), 2, 'logins')
        equal(kindsIn(store), 'token', 'what is stored')
      },
    ),

    scene(
      'a sudo token that is being minted when the admin signs out is revoked, and its caller gets signed_out',
      async w => {
        const looker = w.session()
        const held = w.hold(loginUser(789))
        const call = w.code(looker.as(789).token())
        await held.arrived
        await looker.logout()
        held.release()
        equal(await call, 'signed_out', 'what the waiting caller gets')
        await w.calm()
        await w.until(() => w.emulator.stats.live_tokens === 0)
      },
    ),

    scene(
      'a sudo token that is being moved to its workspace when the admin signs out is not used',
      async w => {
        const looker = w.session({ workspace: 'dev' })
        await looker.token()
        const held = w.hold('PATCH /api/4.0/session')
        const ana = looker.as(789)
        const call = w.code(ana.token())
        await held.arrived
        await looker.logout()
        held.release()
        equal(await call, 'signed_out', 'what the waiting caller gets')
        await w.calm()
        await w.until(() => w.emulator.stats.live_tokens === 0)
        equal(await w.code(ana.token()), 'signed_out', 'the next call')
      },
    ),

    ...[true, false].map(watches =>
      scene(
        `a sudo token that took long to mint is not used once its admin signed out elsewhere (watch: ${watches})`,
        async w => {
          const store = mapStore({ watches })
          const [here, there] = [w.session({ store }), w.session({ store: store.view() })]
          await here.token()
          const held = w.hold(loginUser(789))
          const call = here.as(789).fetch('/user')
          await held.arrived
          await w.pass(3000)
          await there.login()
          await there.logout()
          await w.pass(3000)
          held.release()
          equal((await call).status, 200, 'status: nobody signed the API key out, so it signs in again')
          const sent = w.sent.filter(({ method }) => method === 'GET')
          equal(await w.isLive(sent[0]?.token ?? ''), true, 'the first token that was sent')
          equal(sent.length, 1, 'requests')
          equal(w.count(loginUser(789)), 2, 'sudo logins')
          equal(w.emulator.stats.live_tokens, 2, 'tokens that live')
        },
      ),
    ),

    scene('a sudo token that is being stored when the admin signs out is not used', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      await looker.token()
      const ana = looker.as(789)
      let stored = (): void => {}
      const waiting = new Promise<void>(resolve => {
        stored = resolve
      })
      let arrived = false
      store.after = async operation => {
        if (operation !== 'commit' || arrived) return
        arrived = true
        await waiting
      }
      const call = w.code(ana.token())
      while (!arrived) await settled()
      const out = looker.logout()
      stored()
      await out
      equal(await call, 'signed_out', 'what the waiting caller gets')
      await w.calm()
      await w.until(() => w.emulator.stats.live_tokens === 0)
    }),

    // @promise logout-revokes-every-token
    scene('a token whose commit the store answers during the sign-out is revoked', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const [token, tombstone] = [deferred<void>(), deferred<void>()]
      store.after = operation => {
        if (operation === 'commit') return store.counts.commit === 1 ? token.promise : tombstone.promise
      }
      const caller = new AbortController()
      const call = w.failure(looker.token({ signal: caller.signal }))
      await w.until(() => kindsIn(store) === 'token')
      caller.abort()
      await call
      const out = looker.logout()
      await w.until(() => kindsIn(store) === 'signed_out')
      token.resolve()
      await w.calm()
      tombstone.resolve()
      equal((await w.drive(out)).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live')
    }),
  ]
}

import { failRevocations, rejectOnce } from '../faults.js'
import { mapStore } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, deferred, equal, type Fetch } from '../product.js'
import { login, loginUser, scene } from '../world.js'

/** Promise 3: logout() says `revoked: true` only if no token lives on, and no token is forgotten that could not be revoked. */
export function revokedAnswerCases(): ContractCase[] {
  return [...onTheWire(), ...afterFailures()]
}

function onTheWire(): ContractCase[] {
  return [
    // @promise revoked-true-means-all
    scene('revoked is false where a user’s token was on the wire at the admin’s logout()', async w => {
      const looker = w.session({ retry: { attempts: 1 } })
      await looker.token()
      const held = w.hold(loginUser(789))
      const call = w.code(looker.as(789).token())
      await held.arrived
      equal((await looker.logout()).revoked, false, 'revoked')
      failRevocations(w)
      held.release()
      equal(await call, 'signed_out', 'the caller')
      await w.calm()
      equal(w.emulator.stats.live_tokens, 1, 'tokens that Looker did not end when they came')
      w.emulator.faults.clear()
      await looker.login()
      equal((await looker.logout()).revoked, true, 'revoked by the next logout()')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    // @promise revoked-true-means-all
    scene('revoked is false where a person’s code exchange was on the wire at the logout()', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker)
      const held = w.hold(tokenLine)
      const completing = w.code(signIn(looker))
      await held.arrived
      equal((await w.drive(looker.logout())).revoked, false, 'revoked')
      equal(w.emulator.stats.live_tokens, 1, 'tokens on the wire')
      held.release()
      equal(await w.drive(completing), 'signed_out', 'the sign-in')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),
  ]
}

function afterFailures(): ContractCase[] {
  return [
    // @promise logout-revokes-every-token
    scene('a user’s token that one logout() could not revoke is revoked by the next', async w => {
      let failing = ''
      const fetch: Fetch = async (input, init) => {
        const token = new Headers(init?.headers).get('authorization')?.split(' ')[1]
        const isFailing = init?.method === 'DELETE' && token === failing
        return isFailing ? Response.json({ message: 'down' }, { status: 500 }) : w.fetch(input, init)
      }
      const looker = w.session({ fetch, retry: { attempts: 1 } })
      const token = await looker.as(789).token()
      failing = token
      equal((await looker.logout()).revoked, false, 'revoked by the first')
      equal(await w.isLive(token), true, 'whether it lives after the first')
      failing = ''
      await looker.login()
      equal((await looker.logout()).revoked, true, 'revoked by the next')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    // @promise logout-revokes-every-token
    scene(
      'a user’s token that was being stored at a logout() that could not revoke it is revoked by the next',
      async w => {
        const store = mapStore()
        const looker = w.session({ store, retry: { attempts: 1 } })
        await looker.token()
        const { promise: answered, resolve: answer } = deferred<void>()
        store.after = operation => (operation === 'commit' ? answered : undefined)
        const call = w.code(looker.as(789).token())
        await w.until(() => store.records.size === 2)
        failRevocations(w)
        const out = looker.logout()
        answer()
        equal((await w.drive(out)).revoked, false, 'revoked by the first')
        equal(await call, 'signed_out', 'the caller')
        await w.calm()
        equal(w.emulator.stats.live_tokens, 2, 'tokens that live after the first')
        w.emulator.faults.clear()
        await looker.login()
        equal((await looker.logout()).revoked, true, 'revoked by the next')
        equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      },
    ),

    // @promise sign-out-elsewhere-revokes-tokens
    scene('a user’s token that could not be revoked after a sign-out elsewhere is revoked later', async w => {
      const store = mapStore()
      const looker = w.session({ store, retry: { attempts: 1 } })
      const token = await looker.as(789).token()
      failRevocations(w)
      await w.drive(w.session({ store: store.view(), retry: { attempts: 1 } }).logout())
      await w.pass(1000)
      await looker.token()
      await w.calm()
      equal(await w.isLive(token), true, 'whether it lives while Looker revokes nothing')
      w.emulator.faults.clear()
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(await w.isLive(token), false, 'whether it lives')
    }),

    // @promise sign-out-elsewhere-revokes-tokens
    scene(
      'a sign-out elsewhere that a 401 shows first ends the other tokens of its sign-in in this session group too',
      async w => {
        const store = mapStore()
        const looker = w.session({ store })
        const first = await looker.token()
        rejectOnce(w)
        await looker.fetch('/user')
        await looker.fetch('/user')
        equal(w.count(login), 2, 'logins')
        await w.session({ store: store.view() }).logout()
        equal((await looker.fetch('/user')).status, 200, 'status')
        await w.pass(5000)
        equal(await w.isLive(first), false, 'whether the first token lives')
      },
    ),
  ]
}

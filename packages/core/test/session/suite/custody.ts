import { mapStore } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, check, equal, memoryStore } from '../product.js'
import { login, loginUser, logout, scene } from '../world.js'

/** Promise 3: each token that a session group obtained is revoked by logout() and, in private memory, by close(). */
export function custodyCases(): ContractCase[] {
  return [...byLogout(), ...byClose(), ...ofOthers()]
}

function byLogout(): ContractCase[] {
  return [
    scene('logout() also revokes the token that the session renewed from', async w => {
      const looker = w.session()
      await looker.token()
      await w.pass(3_400_000)
      await looker.token()
      equal(w.count(login), 2, 'logins')
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('logout() also revokes what an endpoint that always answers 401 rejected', async w => {
      const looker = w.session()
      await looker.fetch('/user')
      w.emulator.faults.add({
        match: { path: '*/user' },
        times: 'always',
        status: 401,
        json: { message: 'Requires authentication.' },
      })
      for (let call = 0; call < 5; call++) {
        await looker.fetch('/user')
        await w.pass(31_000)
      }
      check(w.count(login) > 1, 'it renewed')
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('logout() of the admin also revokes the tokens of users that were forgotten', async w => {
      const looker = w.session({ maxSessions: 1 })
      for (const id of [2, 789]) await looker.as(id).token()
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('nor do those live on that stood in a shared record when they were forgotten', async w => {
      const looker = w.session({ maxSessions: 1, store: mapStore() })
      for (const id of [2, 789]) await looker.as(id).token()
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('an admin who holds no token ends the users’ tokens on a shared store all the same', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      await looker.as(789).token()
      w.emulator.revoke({ user_id: 1 })
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 500 })
      await w.drive(w.failure(looker.fetch('/user')))
      w.emulator.faults.clear()
      await looker.logout()
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('logout() also revokes a token that could neither be used nor be revoked when it came', async w => {
      const looker = w.session({ workspace: 'dev', retry: { attempts: 1 } })
      w.emulator.faults.add({ match: { method: 'PATCH', path: '*/session' }, status: 422 })
      w.emulator.faults.add({ match: { path: '*/logout' }, status: 500 })
      equal(await w.code(looker.token()), 'request_refused', 'code')
      equal(w.emulator.stats.live_tokens, 1, 'tokens that live on')
      equal((await looker.logout()).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('revoked is false where Looker did not end one of several tokens', async w => {
      const looker = w.session({ retry: { attempts: 1 } })
      await looker.token()
      await w.pass(3_400_000)
      await looker.token()
      w.emulator.faults.add({ match: { path: '*/logout' }, status: 500 })
      equal((await looker.logout()).revoked, false, 'revoked')
      equal(w.count(logout), 2, 'revocations')
    }),
  ]
}

function byClose(): ContractCase[] {
  return [
    scene('close() of private memory also revokes the token before a 401', async w => {
      const looker = w.session()
      await looker.fetch('/user')
      w.emulator.faults.add({
        match: { path: '*/user' },
        status: 401,
        json: { message: 'Requires authentication.' },
      })
      await looker.fetch('/user')
      equal(w.count(login), 2, 'logins')
      await looker.close()
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('close() of private memory also revokes the tokens of users that were forgotten', async w => {
      const looker = w.session({ maxSessions: 1 })
      for (const id of [2, 789]) await looker.as(id).token()
      await looker.close()
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    ...[login, loginUser(789)].map(line =>
      scene(`close() waits for what is on the wire, and revokes it: ${line}`, async w => {
        const looker = w.session()
        const held = w.hold(line)
        const call = w.code(looker.as(789).token())
        await held.arrived
        const closed = looker.close()
        equal(await call, 'closed', 'the caller')
        held.release()
        await closed
        equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      }),
    ),

    ...[0, 1, 2, 3, 5, 8, 12, 20, 40].map(microtasks =>
      scene(`close() ${microtasks} microtasks after a renewal was answered revokes both tokens`, async w => {
        const looker = w.session({ store: memoryStore({ clock: w.clock }), storeIsPrivate: true })
        await looker.token()
        await w.pass(3_400_000)
        const held = w.hold(login)
        const call = looker.token().catch(() => {})
        await held.arrived
        held.release()
        for (let turn = 0; turn < microtasks; turn++) await undefined
        await looker.close()
        await call
        equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      }),
    ),

    scene('close() of private memory also ends the refresh token, when the access token is dead', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page({ store: memoryStore({ clock: w.clock }), storeIsPrivate: true })
      await signIn(looker)
      await w.pass(3_700_000)
      await looker.close()
      equal(w.emulator.stats.live_tokens, 0, 'access tokens that live on')
      check(w.count(tokenLine) >= 2, 'the refresh token was spent to end it')
    }),
  ]
}

/** What stands in a shared record stays alive for others. */
function ofOthers(): ContractCase[] {
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

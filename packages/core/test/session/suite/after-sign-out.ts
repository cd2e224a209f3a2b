import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal, settled } from '../product.js'
import { credentials, login, loginUser, logout, scene } from '../world.js'

/** What becomes of the rest when somebody signs out: redirects, users, listeners. */
export function afterSignOutCases(): ContractCase[] {
  return [
    scene('a redirect that arrives while login() after logout() is under way is not followed', async w => {
      const looker = w.session()
      const old = await looker.token()
      w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: '/api/4.0/user' })
      const held = w.hold('GET /api/4.0/start')
      const call = w.code(looker.fetch('/start'))
      await held.arrived
      await looker.logout()
      const signIn = w.hold(login)
      const back = looker.login()
      await signIn.arrived
      held.release()
      equal(await call, 'signed_out', 'what the caller gets')
      const followed = w.sent.filter(({ line, token }) => line === 'GET /api/4.0/user' && token === old)
      equal(followed.length, 0, 'requests with the old token')
      signIn.release()
      await back
      equal(await w.whoIs(looker), '1', 'the new sign-in')
    }),

    scene('from the moment login() is called, callers wait for it', async w => {
      const looker = w.session()
      await looker.token()
      await looker.logout()
      const back = looker.login()
      equal(looker.state.status, 'signing_in', 'status')
      const token = await looker.token()
      await back
      equal(await looker.token(), token, 'the token')
      equal(w.count(login), 2, 'logins')
    }),

    scene('a user who was signed out stays so, also when the registry needs the room', async w => {
      const looker = w.session({ maxSessions: 1 })
      const ana = looker.as(789)
      await ana.token()
      await ana.logout()
      await looker.as(2).token()
      equal(ana.state.status, 'signed_out', 'status')
      equal(await w.code(ana.token()), 'signed_out', 'token()')
      equal(await w.code(ana.fetch('/user')), 'signed_out', 'fetch()')
      await ana.login()
      equal(await w.whoIs(ana), '789', 'who it is after login()')
      equal(await looker.as(789).token(), await ana.token(), 'one session for both handles')
      await ana.logout()
      await looker.as(2).token()
      await looker.close()
      equal(await w.code(ana.logout()), 'closed', 'logout() after close()')
    }),

    scene('a listener called for the end of a user finds the admin’s sign-out under way', async w => {
      const looker = w.session()
      const ana = looker.as(789)
      await ana.token()
      const calls: Promise<unknown>[] = []
      ana.onEvent(({ type }) => {
        if (type === 'dropped') calls.push(looker.logout(), looker.login())
      })
      const { revoked } = await looker.logout()
      const [result] = await Promise.all(calls)
      equal(JSON.stringify(result), JSON.stringify({ revoked }), 'what logout() in the listener answers')
      equal(looker.state.status, 'signed_in', 'status: login() came after the sign-out')
    }),

    ...[undefined, mapStore].map(make =>
      // @promise sudo-token-ends-with-its-sign-in
      scene(
        `an admin’s logout() also revokes the tokens that the sign-in minted (store: ${make !== undefined})`,
        async w => {
          const looker = w.session({ store: make?.() })
          const users = [2, 789].map(id => looker.as(id))
          const tokens = await Promise.all([looker, ...users].map(session => session.token()))
          equal((await looker.logout()).revoked, true, 'revoked')
          for (const token of tokens) equal(await w.isLive(token), false, 'a token that lives on')
          equal(w.count(logout), 3, 'revocations')
        },
      ),
    ),

    scene('an admin’s logout() revokes no token that hangs on another sign-in', async w => {
      const [here, there] = [mapStore(), mapStore()]
      const other = w.session({ store: there })
      const token = await other.as(789).token()
      const looker = w.session({ store: here })
      await looker.as(789).token()
      await looker.logout()
      equal(await w.isLive(token), true, 'the token of the other sign-in')
    }),

    scene('an admin who signs out twice while a user’s token is minted costs the user no error', async w => {
      const store = mapStore()
      const there = w.session({ store: store.view() })
      let signOuts = 0
      const here = w.session({
        store,
        async fetch(input, init) {
          if (String(input).endsWith('/login/789') && signOuts++ < 2) {
            await there.login()
            await there.logout()
          }
          return w.fetch(input, init)
        },
      })
      await here.token()
      equal(await w.whoIs(here.as(789)), '789', 'who it is')
      equal(w.count(loginUser(789)), 3, 'sudo logins')
    }),

    // @promise as-returns-no-ended-session
    scene('as() right after a user’s logout() does not take up the token that is being ended', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const ana = looker.as(789)
      const old = await ana.token()
      store.before = async operation => {
        if (operation === 'commit') await settled()
      }
      const ending = ana.logout()
      check((await looker.as(789).token()) !== old, 'the old token is handed out again')
      equal((await ending).revoked, true, 'revoked')
    }),

    // @promise logout-rejects-without-tombstone
    scene('logout() rejects with store_failed also where the credentials provider fails', async w => {
      let fails = false
      const looker = w.session({
        store: mapStore(),
        credentials: () => {
          if (fails) throw new Error('the vault is sealed')
          return credentials
        },
      })
      fails = true
      equal(await w.code(w.drive(looker.logout())), 'store_failed', 'code')
      equal(looker.state.status, 'signed_out', 'status')
    }),

    scene(
      'a user’s token of an ended sign-in does not come back where the store lost the sign-out',
      async w => {
        const store = mapStore()
        const looker = w.session({ store })
        const ana = looker.as(789)
        const old = await ana.token()
        const [adminKey = '', userKey = ''] = [...store.records.keys()]
        const record = store.records.get(userKey)
        await looker.logout()
        store.records.delete(adminKey)
        if (record !== undefined) store.records.set(userKey, record)
        const held = w.hold(login, 'request')
        const signingIn = looker.login()
        const call = ana.token()
        await w.calm()
        held.release()
        await signingIn
        check((await call) !== old, 'the token of the ended sign-in is back')
        equal(await w.whoIs(ana), '789', 'who it is')
      },
    ),
  ]
}

import { mapStore } from '../map-store.js'
import { oauthPages } from '../oauth-world.js'
import { type Clock, type ContractCase, check, encodeRecord, equal } from '../product.js'
import { login, loginUser, scene } from '../world.js'

/** Promise 2: one order of sign-ins and sign-outs, whatever becomes of the store. */
export function signInOrderCases(): ContractCase[] {
  return [
    // @promise ended-sign-in-stays-ended
    scene(
      'login() does not adopt the token that this session signed out, from a store that rolled back',
      async w => {
        const store = mapStore()
        const looker = w.session({ store })
        const old = await looker.token()
        const before = new Map(store.records)
        await looker.logout()
        store.records.clear()
        for (const [key, stored] of before) store.records.set(key, stored)
        await looker.login()
        check((await looker.token()) !== old, 'the old token is served again')
        equal(await w.whoIs(looker), '1', 'who it is')
        equal(w.count(login), 2, 'logins')
      },
    ),

    // @promise ended-sign-in-stays-ended
    scene('nor does it after a sign-out whose tombstone could not be written', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const old = await looker.token()
      store.before = () => Promise.reject(new Error('down'))
      equal(await w.code(w.drive(looker.logout())), 'store_failed', 'code')
      store.before = undefined
      await w.pass(1000)
      await looker.login()
      check((await looker.token()) !== old, 'the old token is served again')
    }),

    // @promise older-sign-in-is-refused
    scene('a session refuses a record of an older sign-in than the one that it has seen', async w => {
      const store = mapStore()
      const [here, there] = [w.session({ store }), w.session({ store: store.view() })]
      await there.token()
      const before = new Map(store.records)
      await there.logout()
      await there.login()
      const token = await here.token()
      for (const [key, stored] of before) store.records.set(key, { ...stored, version: 'rolled back' })
      await w.pass(1000)
      equal(await here.token(), token, 'the token')
      equal(await w.whoIs(here), '1', 'who it is')
    }),

    ...[
      { whose: 'a clock like its own', behindMs: 0 },
      { whose: 'a clock that is 2 s behind', behindMs: 2000 },
    ].map(({ whose, behindMs }) =>
      // @promise later-sign-in-survives
      scene(
        `a logout() that retries on a failing store leaves a later sign-in alone, made on a machine with ${whose}`,
        async w => {
          const store = mapStore()
          const failing = store.view()
          const clock: Clock = { ...w.clock, now: () => w.clock.now() - behindMs }
          const [here, there] = [w.session({ store: failing }), w.session({ store, clock })]
          await here.token()
          store.records.clear()
          failing.before = () => Promise.reject(new Error('down'))
          const out = here.logout()
          await w.pass(300)
          const token = await there.token()
          failing.before = undefined
          await w.drive(out)
          await w.pass(1000)
          equal(await there.token(), token, 'the token of the later sign-in')
          equal(await w.isLive(token), true, 'whether it lives')
        },
      ),
    ),

    // @promise notification-replaces-no-read
    scene(
      'a tombstone of which the store sent no notification is seen before a token is served for long',
      async w => {
        const store = mapStore({ watches: true })
        const looker = w.session({ store })
        const old = await looker.token()
        const value = encodeRecord({ kind: 'signed_out', id: 'silent', epoch: 9, ended: [] })
        for (const [key, { record }] of store.records)
          store.records.set(key, { record: { ...record, value }, version: 'silent' })
        await w.pass(500)
        check((await looker.token()) !== old, 'the old token is served on')
      },
    ),

    // @promise sudo-token-ends-with-no-other-sign-in
    scene(
      'users keep valid tokens though the store fails and the admin, signed in again, cannot renew',
      async w => {
        const store = mapStore()
        const looker = w.session({ store })
        await looker.as(789).token()
        await looker.logout()
        await looker.login()
        const token = await looker.as(789).token()
        await w.pass(1000)
        store.before = () => Promise.reject(new Error('down'))
        w.emulator.faults.add({ match: { path: '/api/4.0/login' }, status: 503 })
        w.emulator.revoke({ token: await looker.token() })
        await w.drive(looker.fetch('/user').catch(() => {}))
        equal(await looker.as(789).token(), token, 'the token of the user')
        equal(w.count(loginUser(789)), 2, 'sudo logins')
      },
    ),

    // @promise rejected-token-is-not-served
    scene('with OAuth and no refresh token, a rejected token is not served again', async w => {
      const { page, signIn } = oauthPages(w)
      const store = Object.assign(mapStore(), { copyable: true })
      const looker = page({ store })
      await signIn(looker)
      w.emulator.revoke({ token: await looker.token() })
      equal(await w.code(looker.fetch('/user')), 'sign_in_required', 'the call')
      for (const turn of ['first', 'second'])
        equal(await w.code(looker.token()), 'sign_in_required', `the ${turn} call after it`)
    }),
  ]
}

import { application } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ContractCase, encodeRecord, equal } from '../product.js'
import { loginUser, scene } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const tokenLine = (id: string): string => loginUser(id)

/** Tokens from a backend: sign-out, with one page and several. */
export function backendTabCases(): ContractCase[] {
  return [
    // @promise page-sign-out-ends-its-token
    scene('a sign-out ends that application session’s token and no other', async w => {
      const app = application(w)
      app.signedIn
        .set('a', ana)
        .set('b', { ...ana, sessionId: 'ana-2' })
        .set('c', { userId: '2', sessionId: 'c' })
      const [here, elsewhere, other] = [app.page('789', 'a'), app.page('789', 'b'), app.page('2', 'c')]
      const tokens = await Promise.all([here.token(), elsewhere.token(), other.token(), app.service.token()])
      equal((await here.logout()).revoked, true, 'whether it was revoked')
      const live = await Promise.all(tokens.map(token => w.isLive(token)))
      equal(live.join(), 'false,true,true,true', 'which tokens live')
      equal(await w.code(here.token()), 'signed_out', 'the page')
      await here.login()
      equal(await w.whoIs(here), '789', 'after signing in again')
    }),

    scene('a page that holds no token signs out as well', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const token = await app.page('789', 'a').token()
      equal((await app.page('789', 'a').logout()).revoked, true, 'whether it was revoked')
      equal(await w.isLive(token), false, 'whether it lives')
    }),

    scene('a tab that meets a dead token after another tab’s sign-out does not sign in again', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const store = mapStore()
      const [here, there] = [app.page('789', 'a', { store }), app.page('789', 'a', { store })]
      await Promise.all([here.token(), there.token()])
      await w.pass(1000)
      await there.token()
      await here.logout()
      equal(await w.code(there.fetch('/user')), 'signed_out', 'its call')
      equal(there.state.status, 'signed_out', 'its state')
      equal(w.emulator.stats.live_tokens, 1, 'live tokens: the service account’s')
    }),

    scene('nor does one whose own sign-in was another than the one that was ended', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const store = mapStore({ watches: true })
      const page = app.page('789', 'a', { store })
      const token = await page.token()
      await w.pass(1000)
      await page.token()
      // Not notified of yet, and written by a tab with a store of its own, such as the default one in pages.
      const value = encodeRecord({ kind: 'signed_out', id: 'later', epoch: 2, ended: ['of another tab'] })
      for (const [key, { record }] of store.records)
        store.records.set(key, { record: { ...record, value }, version: 'later' })
      w.emulator.revoke({ token })
      equal(await w.code(page.fetch('/user')), 'signed_out', 'its call')
      equal(page.state.status, 'signed_out', 'its state')
    }),

    scene('a new page over an old sign-out signs in, also when its store hiccups', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const store = mapStore()
      await app.page('789', 'a', { store }).logout()
      const view = store.view()
      let failures = 1
      view.before = operation => {
        if (operation === 'commit' && failures-- > 0) throw new Error('busy')
      }
      const page = app.page('789', 'a', { store: view })
      equal(await w.drive(w.whoIs(page)), '789', 'who it is')
      await w.pass(2000)
      equal(await w.drive(w.whoIs(page)), '789', 'a moment later')
      equal(page.state.status, 'signed_in', 'its state')
    }),

    scene('a token that the backend has forgotten is ended all the same', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const page = app.page('789', 'a')
      const token = await page.token()
      await app.service.close()
      equal((await w.drive(page.logout())).revoked, true, 'whether it was revoked')
      equal(await w.isLive(token), false, 'whether it lives')
    }),

    scene('a function for headers that hangs does not block the session for ever', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      let hangs = true
      const page = app.page('789', 'a', {
        grant: app.grant('789', 'a', () => (hangs ? new Promise(() => {}) : {})),
        retry: { attempts: 1 },
      })
      equal(await w.code(w.drive(page.token())), 'timeout', 'the code')
      hangs = false
      await w.pass(30_000)
      equal(await w.whoIs(page), '789', 'who it is')
    }),

    scene('pages on one store stop within 1 s, and stay signed out', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const store = mapStore({ watches: true })
      const [here, there] = [app.page('789', 'a', { store }), app.page('789', 'a', { store })]
      await Promise.all([here.token(), there.token()])
      await here.logout()
      await w.pass(1000)
      equal(await w.code(there.token()), 'signed_out', 'the other page')
      equal(there.state.reason, 'elsewhere', 'why')
    }),

    scene('closing a page ends nothing: others have the same token', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const [here, there] = [app.page('789', 'a'), app.page('789', 'a')]
      await Promise.all([here.token(), there.token()])
      await here.close()
      equal(await w.whoIs(there), '789', 'the other page')
      equal(w.count(tokenLine('789')), 1, 'logins of the user')
    }),
  ]
}

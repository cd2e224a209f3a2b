import { application } from '../application.js'
import { mapStore } from '../map-store.js'
import { aliceThenBob, oauthPages } from '../oauth-world.js'
import { AuthError, type ContractCase, check, equal } from '../product.js'
import { scene, type World } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const bea = { userId: '2', sessionId: 'bea-1' }

/** A tab whose user was switched in another tab: what it is told to do, and that this works. */
export function switchedUserCases(): ContractCase[] {
  return [
    // @promise switched-user-gets-steps
    scene('a tab that another one signed out is told what to do where the user was switched', async w => {
      const app = await switched(w)
      for (const use of [() => app.here.token(), () => app.here.fetch('/user')]) {
        const error = await problem(w, use())
        equal(error.code, 'signed_out', 'the code')
        check(/another user.*reload the page/.test(error.hint), `it says ${error.hint}`)
      }
    }),

    // @promise switched-user-gets-steps
    scene('after a switch of user, login() names two steps, and each of them works', async w => {
      const app = await switched(w)
      equal(await w.code(app.here.token()), 'signed_out', 'before')
      const error = await problem(w, app.here.login())
      equal(error.code, 'identity_changed', 'login()')
      check(
        error.serverMessage?.startsWith('The user who is signed in to the application') === true,
        error.message,
      )
      check(/reload the page.*signed in now/i.test(error.hint), `it says ${error.hint}`)
      check(
        /sign in to the application as the user of this page.*login\(\)/.test(error.hint),
        `it says ${error.hint}`,
      )
      const reloaded = app.page('2', 'a', { store: app.store })
      equal(await w.whoIs(reloaded), '2', 'after the page was loaded again')
      app.signedIn.set('a', { ...ana, sessionId: 'ana-2' })
      await app.here.login()
      equal(await w.whoIs(app.here), '789', 'after the application’s sign-in as the user before')
    }),

    // @promise switched-user-gets-steps
    scene('with OAuth, a tab whose user was switched is told what to do, and it works', async w => {
      const { alice, page, store } = await aliceThenBob(w)
      const out = await problem(w, alice.token())
      check(
        out.code === 'signed_out' && /another user.*reload the page/.test(out.hint),
        `it says ${out.message}`,
      )
      const error = await problem(w, alice.login())
      equal(error.code, 'identity_changed', 'login()')
      check(/reload the page.*signed in now/i.test(error.hint), `it says ${error.hint}`)
      check(/as the user of this session.*signIn\(\)/.test(error.hint), `it says ${error.hint}`)
      equal(await w.whoIs(page({ store })), '2', 'after the page was loaded again')
      await oauthPages(w).signIn(alice)
      equal(await w.whoIs(alice), '789', 'after the sign-in as the user before')
    }),
  ]
}

/** A tab of Ana's; another tab signed her out, and Bea in. */
async function switched(w: World) {
  const app = application(w)
  const store = mapStore()
  app.signedIn.set('a', ana)
  const [here, there] = [app.page('789', 'a', { store }), app.page('789', 'a', { store })]
  await Promise.all([here.token(), there.token()])
  await there.logout()
  app.signedIn.set('a', bea)
  await w.pass(1000)
  return { ...app, store, here }
}

async function problem(w: World, work: Promise<unknown>): Promise<AuthError> {
  const error = await w.failure(w.drive(work))
  if (!AuthError.is(error)) throw error
  return error
}

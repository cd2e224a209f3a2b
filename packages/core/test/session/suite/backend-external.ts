import { application } from '../application.js'
import { changingApplication, code, emil, from, lookUps, tokenOf } from '../external-application.js'
import { type ContractCase, check, equal } from '../product.js'
import { scene } from '../world.js'

/** An application that knows its users by ids of its own. */
export function backendExternalCases(): ContractCase[] {
  return [
    scene('the application may name its user by an id of another system', async w => {
      const app = application(w)
      app.signedIn.set('e', emil)
      const page = app.page('790', 'e')
      equal(((await (await page.fetch('/user')).json()) as { id: string }).id, '790', 'the user')
      equal(w.emulator.stats.login_user, 1, 'logins')
    }),

    scene(
      'which user that is, is asked for once in ten seconds, and by each request for a token',
      async w => {
        const app = application(w)
        app.signedIn.set('e', emil)
        for (let asked = 0; asked < 5; asked++)
          equal(await code(await app.ask(tokenOf('790'), from)), '200 790', 'it')
        equal(w.emulator.stats.users_by_credential, 2, 'look-ups')
        await w.clock.advance(10_001)
        await app.ask(tokenOf('790'), from)
        equal(w.emulator.stats.users_by_credential, 3, 'look-ups after ten seconds')
      },
    ),

    scene('an application that names no user hears it of its endpoint', async w => {
      const { app } = changingApplication(w)
      const refused = await app.endpoint
        .signOut({ userId: {} as never, sessionId: '1' })
        .catch((error: Error) => error)
      check(
        String(refused).includes('createTokenEndpoint() cannot tell which user is meant'),
        String(refused),
      )
    }),

    scene('a page of another user than the id names gets no token', async w => {
      const app = application(w)
      app.signedIn.set('e', emil)
      equal(await code(await app.ask(tokenOf('789'), from)), '409 identity_changed', 'the answer')
      equal(w.emulator.stats.login_user, 0, 'logins')
    }),

    scene('an id that Looker does not know is the page’s unknown_user, which is remembered', async w => {
      const app = application(w)
      app.signedIn.set('e', { userId: { embed: 'nobody' }, sessionId: '1' })
      for (let asked = 0; asked < 5; asked++)
        equal(await code(await app.ask(tokenOf('790'), from)), '404 unknown_user', 'the answer')
      equal(lookUps(w), 1, 'look-ups')
      check(app.errors.length === 0, 'the server hears of it')
      check(!app.answers.some(({ text }) => /create|nobody/.test(text)), 'the page learns of the server')
    }),

    scene('requests beyond the rate bound look nobody up', async w => {
      const app = application(w, { requestsPerMinute: 2 })
      app.signedIn.set('e', { userId: { embed: 'nobody' }, sessionId: '1' })
      for (let asked = 0; asked < 2; asked++) {
        await app.ask(tokenOf('790'), from)
        await w.clock.advance(10_001)
      }
      equal(await code(await app.ask(tokenOf('790'), from)), '429 rate_limited', 'the answer')
      equal(lookUps(w), 2, 'look-ups')
    }),

    scene('a page that leaves does not wait for the look-up', async w => {
      const app = application(w)
      app.signedIn.set('e', emil)
      const held = w.hold(/credential/)
      const leaving = new AbortController()
      const answer = app.ask(tokenOf('790'), from, 'POST', { signal: leaving.signal })
      await held.arrived
      leaving.abort()
      equal((await answer).status, 503, 'the answer')
      held.release()
    }),

    scene('a page whose application has another user by now ends its own token at its sign-out', async w => {
      const app = application(w)
      app.signedIn.set('e', emil)
      const page = app.page('790', 'e')
      const token = await page.token()
      app.signedIn.set('e', { userId: '789', sessionId: 'ana-1' })
      await w.pass(3_570_000)
      equal(await page.token(), token, 'the token that is still valid')
      equal((await page.logout()).revoked, true, 'whether it was revoked')
      equal(await w.isLive(token), false, 'whether it lives')
    }),

    scene('an embed user is made where the application wants that', async w => {
      const app = application(w)
      app.signedIn.set('e', { userId: { embed: 'new', create: true }, sessionId: '1' })
      equal(await code(await app.ask(tokenOf('793'), from)), '200 793', 'the answer')
      equal(w.emulator.stats.embed_users, 1, 'users that were made')
    }),

    scene('the look-up renews a token of the service account that Looker rejects', async w => {
      const app = application(w)
      app.signedIn.set('e', emil)
      await app.service.token()
      w.emulator.revoke({ user_id: 1 })
      equal(await code(await app.ask(tokenOf('790'), from)), '200 790', 'the answer')
    }),
  ]
}

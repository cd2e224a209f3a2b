import { application } from '../application.js'
import { type ContractCase, check, equal } from '../product.js'
import { scene } from '../world.js'

/** The embed user 790 of the emulator, as the application knows them. */
const emil = { userId: { embed: 'emil' }, sessionId: 'emil-1' }
const from = { cookie: 'e' }
const tokenOf = (userId: string) => ({ operation: 'token', user_id: userId })

const code = async (response: Response): Promise<string> => {
  const { error, user_id } = (await response.clone().json()) as {
    error?: { code: string }
    user_id?: string
  }
  return `${response.status} ${error?.code ?? user_id}`
}

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

    scene('which user that is, is asked for once in ten seconds', async w => {
      const app = application(w)
      app.signedIn.set('e', emil)
      for (let asked = 0; asked < 5; asked++)
        equal(await code(await app.ask(tokenOf('790'), from)), '200 790', 'it')
      equal(w.emulator.stats.users_by_credential, 1, 'look-ups')
      await w.clock.advance(10_001)
      await app.ask(tokenOf('790'), from)
      equal(w.emulator.stats.users_by_credential, 2, 'look-ups after ten seconds')
    }),

    scene('a page of another user than the id names gets no token', async w => {
      const app = application(w)
      app.signedIn.set('e', emil)
      equal(await code(await app.ask(tokenOf('789'), from)), '409 identity_changed', 'the answer')
      equal(w.emulator.stats.login_user, 0, 'logins')
    }),

    scene('an id that Looker does not know is the page’s unknown_user', async w => {
      const app = application(w)
      app.signedIn.set('e', { userId: { embed: 'nobody' }, sessionId: '1' })
      equal(await code(await app.ask(tokenOf('790'), from)), '404 unknown_user', 'the answer')
      check(app.errors.length === 0, 'the server hears of it')
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

    scene('the application’s sign-out ends the tokens of a user by that id', async w => {
      const app = application(w)
      app.signedIn.set('e', emil)
      await app.ask(tokenOf('790'), from)
      app.signedIn.delete('e')
      equal((await app.endpoint.signOut(emil)).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 1, 'tokens that live: the service account’s')
    }),
  ]
}

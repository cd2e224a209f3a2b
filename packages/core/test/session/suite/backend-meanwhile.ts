import { application, codeOf } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ApplicationSession, type ContractCase, check, equal } from '../product.js'
import { loginUser, scene } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const token = { operation: 'token', user_id: '789' }
const from = { cookie: 'a' }

/** Ending an application session's tokens while a page's request is under way. */
export function backendMeanwhileCases(): ContractCase[] {
  return [
    scene(
      'a request on whose way the application looks who is signed in gets no token after the sign-out',
      async w => {
        let answer = (_: ApplicationSession): void => {}
        const asked = new Promise<ApplicationSession>(resolve => {
          answer = resolve
        })
        const app = application(w, { userFor: () => asked })
        const waiting = app.ask(token, from)
        await w.calm()
        await app.endpoint.signOut(ana)
        answer(ana)
        equal(await codeOf(await waiting), '401 signed_out', 'the answer')
        equal(w.count(loginUser('789')), 0, 'logins of the user')
      },
    ),

    scene(
      'a request on whose way Looker tells of the user, or of the token, gets none after the sign-out',
      async w => {
        for (const line of ['GET /api/4.0/users/789/roles', loginUser('789')]) {
          const app = application(w)
          app.signedIn.set('a', ana)
          const held = w.hold(line)
          const waiting = app.ask(token, from)
          await held.arrived
          const leaving = app.endpoint.signOut(ana)
          await w.calm()
          held.release()
          equal(await codeOf(await waiting), '401 signed_out', line)
          await w.drive(leaving)
          await w.calm()
          equal(app.errors.length, 0, 'errors')
          await app.service.logout()
          equal(w.emulator.stats.live_tokens, 0, 'live tokens')
        }
      },
    ),

    scene(
      'a request on its way at another server of the application gets no token after it either',
      async w => {
        const store = mapStore({ watches: true })
        const [here, there] = [
          application(w, { session: w.session({ store }) }),
          application(w, { session: w.session({ store }) }),
        ]
        there.signedIn.set('a', ana)
        const held = w.hold(loginUser(789))
        const asking = there.ask(token, from)
        await held.arrived
        there.signedIn.clear()
        const ending = here.endpoint.signOut(ana)
        await w.calm()
        held.release()
        const answer = await w.drive(asking)
        await ending
        check(!(await answer.text()).includes('access_token'), 'it got a token')
        equal(w.emulator.stats.live_tokens, 1, 'live tokens: the service account’s')
      },
    ),
  ]
}

import { type ContractCase, equal } from '../product.js'
import { login, scene } from '../world.js'

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
  ]
}

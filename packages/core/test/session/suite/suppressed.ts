import { mapStore, queueLock } from '../map-store.js'
import { type ContractCase, check, equal, type Session } from '../product.js'
import { credentials, login, loginUser, logout, scene, type World } from '../world.js'
import { times } from './times.js'

/** An endpoint that answers 401 whatever the token. */
function brokenEndpoint(w: World): void {
  w.emulator.faults.add({ match: { path: '*/broken' }, times: 'always', status: 401 })
}

/** Promise 3, against endpoints that reject every token. */
export function suppressedCases(): ContractCase[] {
  const stream = (): ReadableStream => new Blob(['x']).stream()
  const ways: [string, (session: Session) => Promise<Response>][] = [
    ['', session => session.fetch('/broken')],
    [' for streams', session => session.fetch('/broken', { method: 'POST', body: stream() })],
  ]
  return [
    ...ways.map(([how, call]) =>
      // @promise renewal-is-suppressed
      scene(`an endpoint that always answers 401 costs no login a call${how}: one in 30 s`, async w => {
        brokenEndpoint(w)
        const looker = w.session()
        await w.whoIs(looker)
        for (let count = 0; count < 20; count++) equal((await call(looker)).status, 401, 'status')
        equal(w.count(login), 2, 'logins in the first 30 s')
        await w.pass(31_000)
        for (let count = 0; count < 20; count++) await call(looker)
        equal(w.count(login), 3, 'logins in the next')
      }),
    ),

    ...ways.map(([how, call]) =>
      scene(
        `an endpoint that always answers 401${how} costs no login a call, also while others succeed`,
        async w => {
          brokenEndpoint(w)
          const looker = w.session()
          for (let count = 0; count < 20; count++) {
            await w.whoIs(looker)
            equal((await call(looker)).status, 401, 'status')
            await w.pass(100)
          }
          equal(w.count(login), 2, 'logins')
        },
      ),
    ),

    scene(
      'an endpoint that always answers 401 costs no login a call with many callers and two users',
      async w => {
        brokenEndpoint(w)
        const looker = w.session()
        const ana = looker.as(789)
        await Promise.all([looker.token(), ana.token()])
        for (let round = 0; round < 5; round++) {
          await Promise.all(times(20, index => (index % 2 ? looker : ana).fetch('/broken')))
          await Promise.all([w.whoIs(looker), w.whoIs(ana)])
        }
        equal(w.count(login), 2, 'logins')
        equal(w.count(loginUser(789)), 2, 'sudo logins')
      },
    ),

    scene(
      'session groups on one store do not undo each other’s suppressed renewals at an endpoint that always answers 401',
      async w => {
        brokenEndpoint(w)
        const store = mapStore()
        const families = times(3, () => w.session({ store, lock: queueLock() }))
        for (let round = 0; round < 20; round++) {
          for (const family of families) {
            await w.whoIs(family)
            equal((await family.fetch('/broken')).status, 401, 'status')
            await w.pass(200)
          }
        }
        check(w.count(login) <= 1 + families.length, `${w.count(login)} logins in 12 s`)
      },
    ),

    scene('a token that is revoked once is renewed, though it came from a renewal', async w => {
      const looker = w.session()
      await w.whoIs(looker)
      for (let count = 0; count < 3; count++) {
        w.emulator.revoke({ user_id: 1 })
        equal(await w.whoIs(looker), '1', 'after revocation')
      }
      equal(w.count(login), 4, 'logins')
      equal(w.count(logout), 0, 'nothing to revoke')
    }),

    // @promise credentials-are-not-kept
    scene('credentials are asked for at each login, and only then', async w => {
      let asked = 0
      const provider = async () => {
        asked++
        return credentials
      }
      const looker = w.session({ credentials: provider })
      equal(asked, 0, 'asked before the first login')
      await Promise.all([looker.token(), looker.token()])
      equal(asked, 1, 'asked for the first login')
      await w.pass(3_700_000)
      await looker.token()
      equal(asked, 2, 'asked for the second login')
    }),
  ]
}

import { application, codeOf } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal, sha256 } from '../product.js'
import { loginUser, logout, scene } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const token = { operation: 'token', user_id: '789' }
const leave = { operation: 'sign_out', user_id: '789' }
const from = { cookie: 'a' }

type App = ReturnType<typeof application>

/** Ending an application session's tokens: in a page, or by the application's own sign-out. */
export function backendSignOutCases(): ContractCase[] {
  return [...everyToken(), ...troubles()]
}

function everyToken(): ContractCase[] {
  const ways: [string, (app: App) => Promise<unknown>][] = [
    ['a page’s sign-out', async app => (await app.ask(leave, from)).json()],
    ['the application’s own sign-out', app => app.endpoint.signOut(ana)],
  ]
  return [
    ...ways.map(([what, signOut]) =>
      scene(`${what} ends the tokens of every workspace, and no other session’s`, async w => {
        const app = application(w)
        app.signedIn.set('a', ana).set('b', { ...ana, sessionId: 'ana-2' })
        const tokens = [
          await tokenOf(app, 'a'),
          await tokenOf(app, 'a', { workspace: 'dev' }),
          await tokenOf(app, 'a', { workspace: 'production' }),
          await tokenOf(app, 'b'),
        ]
        equal(new Set(tokens).size, 4, 'tokens')
        equal(JSON.stringify(await signOut(app)), '{"revoked":true}', 'what it answers')
        const live = await Promise.all(tokens.map(each => w.isLive(each)))
        equal(live.join(), 'false,false,false,true', 'which tokens live')
      }),
    ),

    scene('of a service account that is in a workspace, a sign-out ends each token once', async w => {
      const app = application(w, { session: w.session({ workspace: 'dev' }) })
      app.signedIn.set('a', ana)
      equal(
        await tokenOf(app, 'a'),
        await tokenOf(app, 'a', { workspace: 'dev' }),
        'the service session’s own workspace',
      )
      await tokenOf(app, 'a', { workspace: 'production' })
      equal((await app.endpoint.signOut(ana)).revoked, true, 'whether they were revoked')
      equal(w.count(logout), 2, 'tokens that were ended')
      equal((await app.endpoint.signOut(ana)).revoked, false, 'when there is none')
    }),

    scene('another server of the application ends the tokens too', async w => {
      const store = mapStore({ watches: true })
      const [here, there] = [
        application(w, { session: w.session({ store }) }),
        application(w, { session: w.session({ store }) }),
      ]
      for (const app of [here, there]) app.signedIn.set('a', ana)
      const held = await tokenOf(here, 'a')
      equal(
        (await there.endpoint.signOut({ userId: 789, sessionId: 'ana-1' })).revoked,
        true,
        'whether it was revoked',
      )
      equal(await w.isLive(held), false, 'whether it lives')
    }),

    scene(
      'a page that says of living tokens that Looker rejected them keeps none past the sign-out',
      async w => {
        const app = application(w)
        app.signedIn.set('a', ana)
        const first = await tokenOf(app, 'a')
        const second = await tokenOf(app, 'a', { rejected: await sha256(first) })
        check(second !== first, 'it got no other one')
        equal(await w.isLive(first), false, 'whether the first one lives from there on')
        await w.pass(60_000)
        const held = w.hold(loginUser('789'), 'request')
        const leaving = new AbortController()
        const asking = app.ask({ ...token, rejected: await sha256(second) }, from, 'POST', {
          signal: leaving.signal,
        })
        await held.arrived
        leaving.abort()
        await asking
        held.release()
        await app.endpoint.signOut(ana)
        await w.calm()
        const live = await Promise.all([first, second].map(each => w.isLive(each)))
        equal(live.join(), 'false,false', 'which tokens live')
      },
    ),

    scene('a sign-out ends also a token that was renewed before its end, which a page may hold', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const before = await tokenOf(app, 'a')
      await w.pass(3_000_000)
      const after = await tokenOf(app, 'a')
      check(after !== before, 'it was not renewed')
      equal((await app.endpoint.signOut(ana)).revoked, true, 'whether they were revoked')
      const live = await Promise.all([before, after].map(each => w.isLive(each)))
      equal(live.join(), 'false,false', 'which tokens live')
      equal(w.count(logout), 2, 'tokens that were ended')
    }),

    scene('sign-outs that meet all say what became of the tokens', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      await tokenOf(app, 'a')
      const ended = await Promise.all([1, 2, 3].map(() => app.endpoint.signOut(ana)))
      equal(ended.map(({ revoked }) => revoked).join(), 'true,true,true', 'whether it was revoked')
      equal(w.count(logout), 1, 'revocations')
      const next = await tokenOf(app, 'a')
      equal(await w.isLive(next), true, 'after signing in again')
    }),
  ]
}

function troubles(): ContractCase[] {
  return [
    scene('a page is not notified of a sign-out of the service account elsewhere', async w => {
      const store = mapStore({ watches: true })
      const app = application(w, { session: w.session({ store }) })
      app.signedIn.set('a', ana)
      const held = w.hold(loginUser(789))
      const asking = app.ask(token, from)
      await held.arrived
      await w.session({ store }).logout()
      await w.calm()
      held.release()
      equal((await w.drive(asking)).status, 200, 'the answer')
      equal(app.errors.length, 0, 'errors')
      await w.pass(1000)
      await w.session({ store }).logout()
      await w.pass(1000)
      equal((await w.drive(app.ask(token, from))).status, 200, 'the next answer')
      equal(app.errors.length, 0, 'errors after it')
    }),

    scene('a page that asked for too many tokens can still sign out', async w => {
      const app = application(w, { requestsPerMinute: 2 })
      app.signedIn.set('a', ana)
      const statuses: number[] = []
      for (const body of [token, token, token, leave, leave, leave, token]) {
        statuses.push((await app.ask(body, from)).status)
      }
      equal(statuses.join(), '200,200,429,200,200,429,429', 'the answers')
    }),

    scene('what is no application session cannot be signed out', async w => {
      const app = application(w)
      equal(
        await w.code(app.endpoint.signOut({ userId: '789', sessionId: '' })),
        'configuration',
        'no session',
      )
      equal(
        await w.code(app.endpoint.signOut({ userId: '..', sessionId: 'a' })),
        'invalid_user_id',
        'no user',
      )
      await app.service.close()
      equal(await w.code(app.endpoint.signOut(ana)), 'closed', 'after close()')
    }),

    scene('a sign-out that could not be stored says so, and the tokens are dead all the same', async w => {
      const store = mapStore({ watches: true })
      const app = application(w, { session: w.session({ store, retry: { attempts: 1 } }) })
      app.signedIn.set('a', ana)
      const held = await tokenOf(app, 'a')
      store.before = operation => {
        if (operation === 'commit') throw new Error('the disk is full')
      }
      equal(await w.code(w.drive(app.endpoint.signOut(ana))), 'store_failed', 'the application')
      equal(await w.isLive(held), false, 'whether it lives')
      equal(await codeOf(await w.drive(app.ask(leave, from))), '503 unavailable', 'a page')
      equal(app.errors.length, 1, 'what the server hears of')
    }),
  ]
}

async function tokenOf(app: App, cookie: string, more: object = {}): Promise<string> {
  const response = await app.ask({ ...token, ...more }, { cookie })
  equal(response.status, 200, 'the answer')
  return ((await response.json()) as { access_token: string }).access_token
}

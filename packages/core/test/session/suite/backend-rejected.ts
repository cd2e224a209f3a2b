import { type Application, application } from '../application.js'
import { mapStore } from '../map-store.js'
import { backendGrant, type ContractCase, check, equal, type Session, sha256 } from '../product.js'
import { loginUser, scene, type World } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const token = { operation: 'token', user_id: '789' }
const from = { cookie: 'a' }
const sudoLogin = loginUser('789')

/** A server renews so many tokens at once because a page says that Looker rejected them, then one in 30 s. */
const atOnce = 10

/** What a token endpoint makes of a page that says which token Looker rejected. */
export function backendRejectedCases(): ContractCase[] {
  return [...revocations(), ...endlessRejections()]
}

function revocations(): ContractCase[] {
  const fleets: [string, (w: World) => Application[]][] = [
    ['one server', w => [application(w)]],
    ['two servers, each with tokens of its own', w => [application(w), application(w)]],
    [
      'two servers on one store',
      w => {
        const store = mapStore()
        return [0, 1].map(() => application(w, { session: w.session({ store, background: true }) }))
      },
    ],
    [
      'two servers on one store that notifies them',
      w => {
        const store = mapStore({ watches: true })
        return [0, 1].map(() => application(w, { session: w.session({ store, background: true }) }))
      },
    ],
  ]
  return fleets.flatMap(([what, make]) => [
    // @promise page-survives-revocations
    scene(`a token that is revoked five times, 3 s apart, is replaced each time by ${what}`, async w => {
      const page = pageOf(w, inTurn(make(w)))
      equal(await w.whoIs(page), '789', 'at first')
      for (let count = 1; count <= 5; count++) {
        await w.pass(3000)
        w.emulator.revoke({ user_id: 789 })
        equal(await w.whoIs(page), '789', `after revocation ${count}`)
        equal(await w.whoIs(page), '789', `the second call after revocation ${count}`)
      }
      equal(w.count(sudoLogin), 6, 'logins of the user')
    }),

    scene(`also without a pause in between, by ${what}`, async w => {
      const page = pageOf(w, inTurn(make(w)))
      await w.whoIs(page)
      for (let count = 1; count <= 5; count++) {
        w.emulator.revoke({ user_id: 789 })
        equal(await w.whoIs(page), '789', `after revocation ${count}`)
      }
      equal(w.count(sudoLogin), 6, 'logins of the user')
    }),

    scene(`three pages are answered after each revocation by ${what}`, async w => {
      const servers = make(w)
      const askInTurn = inTurn(servers)
      const pages = [0, 1, 2].map(() => pageOf(w, askInTurn))
      for (const page of pages) await w.whoIs(page)
      for (let count = 1; count <= 5; count++) {
        await w.pass(3000)
        w.emulator.revoke({ user_id: 789 })
        for (const page of pages) equal(await w.whoIs(page), '789', `after revocation ${count}`)
      }
      const shared = servers.length === 1 || /store/.test(what)
      check(w.count(sudoLogin) <= 6 * (shared ? 1 : 2), `${w.count(sudoLogin)} logins of the user`)
    }),

    scene(`a revocation ends also the token that replaced the page’s own before, by ${what}`, async w => {
      const askInTurn = inTurn(make(w))
      const early = pageOf(w, askInTurn)
      await w.whoIs(early)
      await w.pass(2_900_000)
      // Due by now: each server renews it for a page that comes later.
      for (const late of [pageOf(w, askInTurn), pageOf(w, askInTurn)]) await late.token()
      w.emulator.revoke({ user_id: 789 })
      equal(await w.whoIs(early), '789', 'who it is')
    }),
  ])
}

function endlessRejections(): ContractCase[] {
  return [
    scene('an endpoint that always answers 401 costs a page that stays one login in 30 s', async w => {
      w.emulator.faults.add({ match: { path: '*/broken' }, times: 'always', status: 401 })
      const page = pageOf(w, inTurn([application(w)]))
      for (let count = 0; count < 50; count++) {
        await w.whoIs(page)
        equal((await page.fetch('/broken')).status, 401, 'status')
        await w.pass(6000)
      }
      check(w.count(sudoLogin) <= 1 + 10, `${w.count(sudoLogin)} logins of the user in 5 minutes`)
    }),

    // @promise page-that-always-gets-401
    scene(
      `an endpoint that always answers 401 costs pages that are loaded again ${atOnce} logins, then one in 30 s`,
      async w => {
        w.emulator.faults.add({ match: { path: '*/broken' }, times: 'always', status: 401 })
        const server = application(w)
        for (let count = 0; count < 50; count++) {
          const page = pageOf(w, inTurn([server]))
          await w.whoIs(page)
          equal((await page.fetch('/broken')).status, 401, 'status')
          equal(await w.whoIs(page), '789', 'another call')
          await w.pass(6000)
        }
        const logins = w.count(sudoLogin)
        check(logins <= 1 + atOnce + 10, `${logins} logins of the user in 5 minutes`)
      },
    ),

    scene('pages that all say at once that a token was rejected count as one', async w => {
      const ask = inTurn([application(w)])
      const pages = Array.from({ length: 2 * atOnce }, () => pageOf(w, ask))
      await Promise.all(pages.map(page => page.token()))
      for (let count = 1; count <= 2; count++) {
        w.emulator.revoke({ user_id: 789 })
        for (const who of await Promise.all(pages.map(page => w.whoIs(page)))) equal(who, '789', 'who it is')
      }
      equal(w.count(sudoLogin), 3, 'logins of the user')
    }),

    scene('a page that names a token that nobody knows costs no login', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const held = await tokenOf(app)
      for (let count = 0; count < 20; count++)
        equal(await tokenOf(app, await sha256(`made up ${count}`)), held, 'the token')
      equal(w.count(sudoLogin), 1, 'logins of the user')
      equal(await w.isLive(held), true, 'whether it lives')
    }),

    scene('a page that calls each token rejected gets no more of them than an honest one', async w => {
      const app = application(w)
      app.signedIn.set('a', ana).set('b', { ...ana, sessionId: 'ana-2' })
      let held = await tokenOf(app)
      for (let count = 0; count < 40; count++) held = await tokenOf(app, await sha256(held))
      equal(w.count(sudoLogin), 1 + atOnce, 'logins of the user')
      equal(await w.isLive(held), true, 'whether the last one lives')
      await w.pass(30_000)
      check((await tokenOf(app, await sha256(held))) !== held, 'there is none 30 s later')
      equal(w.emulator.stats.live_tokens, 2, 'live tokens: this one, and the service account’s')
    }),

    scene('a page whose server has renewed too often is answered again within 30 s', async w => {
      const page = pageOf(w, inTurn([application(w)]))
      await w.whoIs(page)
      for (let count = 1; count <= atOnce; count++) {
        w.emulator.revoke({ user_id: 789 })
        equal(await w.whoIs(page), '789', `after revocation ${count}`)
      }
      w.emulator.revoke({ user_id: 789 })
      equal((await page.fetch('/user')).status, 401, 'one too many')
      await w.pass(30_000)
      equal(await w.whoIs(page), '789', '30 s later')
    }),

    scene('where Looker cannot say whether a token lives, the page gets it', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const held = await tokenOf(app)
      for (const fault of [{ status: 500 }, { status: 403 }, { drop: true }]) {
        w.emulator.faults.add({ match: { path: '*/session' }, ...fault })
        equal(await tokenOf(app, await sha256('another one')), held, 'the token')
      }
      const silent = w.hold('GET /api/4.0/session', 'request')
      const asking = sha256('another one').then(rejected => tokenOf(app, rejected))
      await silent.arrived
      await w.pass(5000)
      equal(await asking, held, 'the token after 5 s')
      equal(app.errors.length, 0, 'what the server hears of')
    }),
  ]
}

/** The servers of one application, asked in turn. */
function inTurn(servers: readonly Application[]): (body: unknown) => Promise<Response> {
  for (const server of servers) server.signedIn.set('a', ana)
  let turn = 0
  return body => {
    const server = servers[turn++ % servers.length]
    if (server === undefined) throw new Error('There is no server.')
    return server.ask(body, from)
  }
}

function pageOf(w: World, ask: (body: unknown) => Promise<Response>): Session {
  const grant = backendGrant({
    url: 'https://app.test/looker-token',
    user: '789',
    fetch: (_, init) => ask(JSON.parse(String(init?.body))),
  })
  return application(w).page('789', 'a', { grant })
}

async function tokenOf(app: Application, rejected?: string): Promise<string> {
  const response = await app.ask({ ...token, rejected }, from)
  equal(response.status, 200, 'the answer')
  return ((await response.json()) as { access_token: string }).access_token
}

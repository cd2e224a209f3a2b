import type { Seed } from '@looker-auth/emulator'
import { application } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal, type Session } from '../product.js'
import { credentials, loginUser, scene, type World } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const token = { operation: 'token', user_id: '789' }
const rolesLine = (id: string): string => `GET /api/4.0/users/${id}/roles`

const grouped: Seed = {
  users: [
    { id: 1, admin: true },
    { id: 2, roles: [{ id: 2, by_group: true }] },
    { id: 3, roles: [{ id: 9, permissions: ['access_data', 'sudo'] }] },
    { id: 4, roles: [{ id: 9, permissions: ['administer'], by_group: true }] },
    { id: 5, roles: [{ id: 9, permissions: ['access_data'] }] },
  ],
  apiKeys: [{ client_id: credentials.clientId, client_secret: credentials.clientSecret, user_id: 1 }],
}

/** Who gets no token in a page: those who could get the tokens of others with it. */
export function backendAdminCases(): ContractCase[] {
  return [...refusedUsers(), ...unclearAnswers(), ...askedOnce()]
}

function refusedUsers(): ContractCase[] {
  return [
    scene(
      'an admin by a group, or by a permission of whatever role, gets no token in a page',
      async w => {
        const app = application(w)
        for (const id of ['1', '2', '3', '4', '5']) app.signedIn.set(id, { userId: id, sessionId: id })
        for (const id of ['2', '3', '4']) {
          equal(await w.code(app.page(id, id).token()), 'user_not_allowed', `user ${id}`)
          equal(w.count(loginUser(id)), 0, `logins of user ${id}`)
        }
        equal(await w.whoIs(app.page('5', '5')), '5', 'with another role')
      },
      { seed: grouped },
    ),

    scene(
      'on API 3.x, whose ids are integers, the same users are refused',
      async w => {
        const app = application(w, { session: w.session({ apiVersion: '3.1' }) })
        const statuses: number[] = []
        for (const user_id of ['1', '2', '3', '4', '5']) {
          app.signedIn.set(user_id, { userId: Number(user_id), sessionId: user_id })
          const response = await app.ask({ operation: 'token', user_id }, { cookie: user_id })
          statuses.push(response.status)
        }
        equal(statuses.join(), '403,403,403,403,200', 'the answers')
      },
      { seed: grouped },
    ),

    scene('a permission set that allows everything makes an admin, whatever it lists', async w => {
      const roles = [{ id: '9', permission_set: { all_access: true, permissions: [] } }]
      const app = application(w, { session: answering(w, '/roles', () => Response.json(roles)) })
      app.signedIn.set('a', ana)
      equal((await app.ask(token, { cookie: 'a' })).status, 403, 'the answer')
    }),

    scene('allowUser decides by the roles of the user and their permissions', async w => {
      const seen: string[] = []
      const app = application(w, {
        allowUser: ({ id, roles }) => {
          seen.push(`${id}: ${roles.map(role => role.id).join()}`)
          return roles.some(({ permissions }) => permissions.includes('access_data'))
        },
      })
      app.signedIn.set('a', ana)
      equal(await w.whoIs(app.page('789', 'a')), '789', 'who it is')
      equal(seen.join(), '789: 3', 'what it was asked')
    }),

    scene('who is no longer allowed loses the tokens that the application session has', async w => {
      let allowed = true
      const app = application(w, { allowUser: () => allowed })
      app.signedIn.set('a', ana).set('b', { userId: '2', sessionId: 'bea-1' })
      const tokens = [
        await app.page('789', 'a').token(),
        await devToken(app.ask),
        await app.page('2', 'b').token(),
      ]
      allowed = false
      equal((await app.ask(token, { cookie: 'a' })).status, 403, 'the answer')
      const live = await Promise.all(tokens.map(each => w.isLive(each)))
      equal(live.join(), 'false,false,true', 'which tokens live')
      equal(app.errors.length, 0, 'errors')
    }),

    scene(
      'who is refused and keeps asking writes no more sign-outs, until there is a token again',
      async w => {
        let allowed = false
        const store = mapStore()
        const app = application(w, { session: w.session({ store }), allowUser: () => allowed })
        app.signedIn.set('a', ana)
        const ask = async () => (await app.ask(token, { cookie: 'a' })).status
        equal(await ask(), 403, 'the first answer')
        const { commit } = store.counts
        for (let count = 0; count < 5; count++) equal(await ask(), 403, 'the answer')
        equal(store.counts.commit, commit, 'commits')
        allowed = true
        equal(await ask(), 200, 'the answer to who is allowed')
        allowed = false
        equal(await ask(), 403, 'and then no more')
        equal(w.emulator.stats.live_tokens, 1, 'live tokens: the service account’s')
      },
    ),
  ]
}

function unclearAnswers(): ContractCase[] {
  const unclear: [string, () => Response][] = [
    ['null', () => Response.json(null)],
    ['an object', () => Response.json({})],
    ['a role without a permission set', () => Response.json([{ id: '3' }])],
    ['a role with none', () => Response.json([{ id: '3', permission_set: null }])],
    ['a set without permissions', () => Response.json([{ id: '3', permission_set: {} }])],
    ['permissions as text', () => Response.json([{ id: '3', permission_set: { permissions: 'sudo' } }])],
    ['permissions as numbers', () => Response.json([{ id: '3', permission_set: { permissions: [7] } }])],
    ['a role without an id', () => Response.json([{ permission_set: { permissions: [] } }])],
    ['a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['nothing', () => new Response('')],
    ['too much', () => new Response(`[${' '.repeat(1024 * 1024)}]`)],
    ['no such route', () => Response.json({ message: "The resource you're looking for" }, { status: 404 })],
    ['not found, by a page', () => new Response('<html>', { status: 404 })],
    ['a refusal', () => Response.json({ message: 'Forbidden' }, { status: 403 })],
  ]
  return [
    scene('where Looker does not say clearly what roles a user has, there is no token', async w => {
      let answer = (): Response => Response.json([])
      const app = application(w, { session: answering(w, '/roles', () => answer()) })
      app.signedIn.set('a', ana)
      for (const [what, odd] of unclear) {
        answer = odd
        const response = await app.ask(token, { cookie: 'a' })
        equal(response.status, 503, what)
      }
      equal(app.errors.length, unclear.length, 'what the server hears of')
      equal(w.count(loginUser('789')), 0, 'logins of the user')
      answer = () => Response.json([])
      equal((await app.ask(token, { cookie: 'a' })).status, 200, 'a user without roles')
    }),

    scene('where Looker does not say who the service account is, there is no token', async w => {
      const app = application(w, { session: answering(w, '/user', () => Response.json({ id: null })) })
      app.signedIn.set('a', ana)
      equal((await app.ask(token, { cookie: 'a' })).status, 503, 'the answer')
      equal(w.count(loginUser('789')), 0, 'logins of the user')
    }),

    scene(
      'an answer about the user that never ends is waited for as long as the time bound says',
      async w => {
        const endless = () =>
          new Response(new ReadableStream({ start: to => to.enqueue(new Uint8Array([91, 93])) }))
        const app = application(w, { session: answering(w, '/roles', endless, 5000) })
        app.signedIn.set('a', ana)
        const startedMs = w.clock.monotonic()
        equal((await w.drive(app.ask(token, { cookie: 'a' }))).status, 503, 'the answer')
        check(w.clock.monotonic() - startedMs >= 5000, 'it was given up too soon')
        equal(w.count(loginUser('789')), 0, 'logins of the user')
      },
    ),
  ]
}

function askedOnce(): ContractCase[] {
  return [
    scene('what Looker said of a user some seconds ago is not asked again', async w => {
      const app = application(w)
      app.signedIn.set('a', ana).set('b', { ...ana, sessionId: 'ana-2' })
      await Promise.all(['a', 'a', 'a', 'b'].map(cookie => app.page('789', cookie).token()))
      await w.pass(9000)
      await app.page('789', 'a').token()
      equal(w.count('GET /api/4.0/user'), 1, 'requests for the service account')
      equal(w.count(rolesLine('789')), 1, 'requests for the user')
      await w.pass(1000)
      await app.page('789', 'a').token()
      equal(w.count(rolesLine('789')), 2, 'requests for the user, later')
    }),
  ]
}

/** The service account's session, with a Looker that answers differently where the path ends like this. */
function answering(w: World, end: string, answer: () => Response, timeoutMs?: number): Session {
  return w.session({
    timeoutMs,
    fetch: async (input, init) =>
      new URL(String(input)).pathname.endsWith(end) ? answer() : w.fetch(input, init),
  })
}

async function devToken(ask: ReturnType<typeof application>['ask']): Promise<string> {
  const response = await ask({ ...token, workspace: 'dev' }, { cookie: 'a' })
  equal(response.status, 200, 'the token in dev')
  return ((await response.json()) as { access_token: string }).access_token
}

import { type Application, application } from '../application.js'
import { type ContractCase, check, equal, type Fetch, memoryStore, type TokenStore } from '../product.js'
import { scene, type World } from '../world.js'

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

const tokenIn = async (response: Response): Promise<string> =>
  String(((await response.clone().json()) as { access_token?: unknown }).access_token)

const lookUps = (w: World): number => w.sent.filter(({ line }) => line.includes('/users/credential/')).length

/** What Looker says of every id from now on, in place of the emulator. */
type Instead = (init: RequestInit | undefined) => Promise<Response>

/** An application whose look-ups can be answered otherwise. */
function changingApplication(
  w: World,
  store?: TokenStore,
): { app: Application; change(instead: Instead): void } {
  let instead: Instead | undefined
  const fetch: Fetch = (input, init) => {
    const isLookUp = String(input).includes('/users/credential/')
    if (!isLookUp || instead === undefined) return w.fetch(input, init)
    w.sent.push({ ...lookUp, url: new URL(String(input)) })
    return instead(init)
  }
  const app = application(w, { session: w.session({ fetch, background: true, ...(store && { store }) }) })
  app.signedIn.set('e', emil)
  return {
    app,
    change: next => {
      instead = next
    },
  }
}

const lookUp = {
  method: 'GET',
  line: 'GET /users/credential/',
  token: undefined,
  headers: new Headers(),
  body: undefined,
}

const isUser =
  (w: World, id: number): Instead =>
  init =>
    w.emulator.fetch(`${w.baseUrl}/api/4.0/users/${id}`, { headers: init?.headers ?? {} })

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

    scene('where the id is that of another user by now, a page of that user gets their token', async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      change(isUser(w, 5))
      equal(await code(await app.ask(tokenOf('5'), from)), '409 identity_changed', 'within ten seconds')
      await w.clock.advance(10_001)
      equal(await code(await app.ask(tokenOf('790'), from)), '409 identity_changed', 'of the user before')
      equal(await code(await app.ask(tokenOf('5'), from)), '200 5', 'of the user now')
      equal(w.emulator.stats.live_tokens, 2, 'tokens: of the service account and the user now')
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

    scene('a request that took the token of the user before answers with none of it', async w => {
      const { app, change } = changingApplication(w)
      const before = await tokenIn(await app.ask(tokenOf('790'), from))
      await w.clock.advance(10_001)
      change(isUser(w, 5))
      const held = w.hold('GET /api/4.0/session')
      const first = app.ask({ ...tokenOf('5'), rejected: 'a'.repeat(64) }, from)
      await held.arrived
      const second = await tokenIn(await app.ask(tokenOf('5'), from))
      held.release()
      const answers = [await tokenIn(await first), second]
      check(!answers.includes(before), 'the token of the user before')
      equal(await w.isLive(before), false, 'whether that lives')
    }),

    scene('the next user’s first token ends those of the user before in every workspace', async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      const dev = await tokenIn(await app.ask({ ...tokenOf('790'), workspace: 'dev' }, from))
      await w.clock.advance(10_001)
      change(isUser(w, 5))
      equal(await code(await app.ask(tokenOf('5'), from)), '200 5', 'the answer')
      equal(await w.isLive(dev), false, 'whether the other token lives')
    }),

    scene('20 requests at once of the next user’s page get that user’s token', async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      await app.ask({ ...tokenOf('790'), workspace: 'dev' }, from)
      await w.clock.advance(10_001)
      change(async init => {
        await w.calm()
        return isUser(w, 5)(init)
      })
      const asked = Array.from({ length: 20 }, async (_, at) => {
        for (let turn = 0; turn < at; turn++) await Promise.resolve()
        return app.ask({ ...tokenOf('5'), ...(at % 2 === 1 && { workspace: 'dev' }) }, from)
      })
      const answers = await Promise.all(asked)
      for (const answer of answers) {
        equal(await code(answer), '200 5', 'the answer')
        equal(await w.isLive(await tokenIn(answer)), true, 'whether its token lives')
      }
      check(w.emulator.stats.login_user <= 4, 'more logins than two for each workspace')
      check(app.errors.length === 0, 'the server hears of it')
    }),

    scene('a server that remembers the user before does not end the token of the user now', async w => {
      const store = memoryStore({ clock: w.clock })
      const servers = [changingApplication(w, store), changingApplication(w, store)] as const
      const [one, other] = servers
      await one.app.ask(tokenOf('790'), from)
      for (const { change } of servers) change(isUser(w, 5))
      await other.app.endpoint.signOut(emil)
      const now = await tokenIn(await other.app.ask(tokenOf('5'), from))
      equal(await code(await one.app.ask(tokenOf('790'), from)), '409 identity_changed', 'of the user before')
      equal(await w.isLive(now), true, 'whether the token of the user now lives')
    }),

    ...signOutScenes([
      ['the same user’s', w => isUser(w, 790)],
      ['another user’s', w => isUser(w, 5)],
      ['nobody’s', () => async () => Response.json({ message: 'Not found' }, { status: 404 })],
      ['not to be looked up', () => () => new Promise(() => {})],
    ]),
  ]
}

function signOutScenes(cases: readonly (readonly [string, (w: World) => Instead])[]): ContractCase[] {
  return cases.map(([what, instead]) =>
    scene(`the application’s sign-out ends the tokens of a user by an id that is ${what} by now`, async w => {
      const { app, change } = changingApplication(w)
      await app.ask(tokenOf('790'), from)
      const before = lookUps(w)
      app.signedIn.delete('e')
      change(instead(w))
      const signedOut = { userId: { embed: 'emil', create: true }, sessionId: 'emil-1' }
      equal((await app.endpoint.signOut(signedOut)).revoked, true, 'revoked')
      equal(w.emulator.stats.live_tokens, 1, 'tokens that live: the service account’s')
      equal(lookUps(w), before, 'look-ups')
      equal(w.emulator.stats.embed_users, 0, 'users that were made')
    }),
  )
}

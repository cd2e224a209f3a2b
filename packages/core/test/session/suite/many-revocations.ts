import { application } from '../application.js'
import {
  backendGrant,
  type ContractCase,
  check,
  createUserSession,
  equal,
  type Session,
  type SessionOptions,
  settled,
  sha256,
} from '../product.js'
import { scene, type World } from '../world.js'
import { times } from './times.js'

const atOnce = 8

/** Ends of many tokens: 8 are revoked at a time, for 30 s at most. */
export function manyRevocationCases(): ContractCase[] {
  const ways: [string, (session: Session) => Promise<unknown>][] = [
    ['logout()', session => session.logout()],
    ['close()', session => session.close()],
  ]
  return [
    ...ways.map(([what, end]) =>
      // @promise many-revocations-are-bounded
      scene(`${what} with 500 users revokes 8 tokens at a time, and each of them`, async w => {
        const line = counted(w)
        const looker = w.session({ fetch: line.fetch })
        await Promise.all(users(looker, 500).map(user => user.token()))
        await end(looker)
        equal(line.ended.size, 501, 'tokens that were revoked')
        equal(line.most, atOnce, 'revocations at a time')
      }),
    ),

    ...ways.map(([what, end]) =>
      scene(`from the moment of ${what} no user of 500 is served, however long the rest takes`, async w => {
        const line = counted(w)
        const looker = w.session({ fetch: line.fetch })
        const all = users(looker, 500)
        await Promise.all(all.map(user => user.token()))
        const ending = end(looker)
        for (const user of all.slice(-3))
          check(['signed_out', 'closed'].includes(await w.code(user.token())), 'a user is served')
        await ending
      }),
    ),

    scene('logout() ends after 30 s also where the turns are taken by what Looker does not end', async w => {
      const line = counted(w, () => new Promise(() => {}))
      const service = w.session({ fetch: line.fetch })
      const app = application(w, { session: service, requestsPerMinute: 1000 })
      for (const index of times(2 * atOnce, count => count)) {
        app.signedIn.set('a', { userId: 789, sessionId: `ana-${index}` })
        const first = await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })
        const rejected = await sha256(((await first.json()) as { access_token: string }).access_token)
        const next = w.drive(app.ask({ operation: 'token', user_id: '789', rejected }, { cookie: 'a' }))
        equal((await next).status, 200, 'the answer to a page, whose old token Looker does not end')
      }
      let answer: unknown = 'none yet'
      const ending = service.logout().then(result => {
        answer = result
      })
      await w.pass(29_000)
      equal(answer, 'none yet', 'the answer after 29 s')
      await w.pass(1000)
      await ending
      equal((answer as { revoked: boolean }).revoked, false, 'revoked')
      await w.pass(600_000)
    }),

    scene('the tokens of many application sessions that end at once are revoked 8 at a time', async w => {
      const line = counted(w, settled)
      const app = application(w, { session: w.session({ fetch: line.fetch }), requestsPerMinute: 1000 })
      const sessions = times(50, index => ({ userId: 789, sessionId: `ana-${index}` }))
      for (const session of sessions) {
        app.signedIn.set('a', session)
        await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })
      }
      const ended = await Promise.all(sessions.map(session => app.endpoint.signOut(session)))
      equal(ended.filter(({ revoked }) => revoked).length, 50, 'sign-outs that ended a token')
      equal(line.most, atOnce, 'revocations at a time')
    }),

    scene(
      'a sign-out that the application does not answer ends the token at Looker, and is given up after 30 s',
      async w => {
        const app = application(w)
        app.signedIn.set('a', { userId: 789, sessionId: 'ana' })
        const given: AbortSignal[] = []
        let answers = true
        let revocations = 0
        const page = createUserSession({
          baseUrl: w.baseUrl,
          clock: w.clock,
          timeoutMs: 600_000,
          fetch: async (input, init) => {
            if (new URL(String(input)).pathname.endsWith('/logout')) revocations++
            return w.fetch(input, init)
          },
          grant: backendGrant({
            url: 'https://app.test/looker-token',
            user: '789',
            fetch: async (_, init) => {
              if (answers) return app.ask(JSON.parse(String(init?.body)), { cookie: 'a' })
              if (init?.signal) given.push(init.signal)
              return new Promise<Response>((_, reject) =>
                init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
              )
            },
          }),
        })
        equal(await w.whoIs(page), '789', 'who it is')
        answers = false
        const ending = page.logout()
        await w.pass(1000)
        equal(revocations, 1, 'tokens that Looker was asked to end within a second')
        await w.pass(29_000)
        equal((await ending).revoked, false, 'revoked')
        equal(given.map(({ aborted }) => aborted).join(), 'true', 'whether its one request was given up')
      },
    ),

    ...ways.map(([what, end]) =>
      // @promise many-revocations-are-bounded
      scene(`${what} with 500 users ends after 30 s where Looker does not answer`, async w => {
        const line = counted(w, () => new Promise(() => {}))
        const looker = w.session({ fetch: line.fetch })
        await Promise.all(users(looker, 500).map(user => user.token()))
        let answer: unknown = 'none yet'
        const ending = end(looker).then(result => {
          answer = result
        })
        await w.pass(30_000)
        await ending
        if (what === 'logout()') equal(JSON.stringify(answer), '{"revoked":false}', 'what it answers')
        equal(line.started, atOnce, 'requests')
        await w.pass(1_000_000)
        equal(line.started, atOnce, 'requests later')
      }),
    ),
  ]
}

function users(looker: Session, count: number): Session[] {
  return times(count, index => looker.as(1000 + index))
}

/** Looker, for any number of users, that counts the revocations. */
function counted(w: World, revoked: () => Promise<unknown> = async () => {}) {
  const line = {
    started: 0,
    active: 0,
    most: 0,
    ended: new Set<string | null>(),
    fetch: (async (input, init) => {
      const { pathname } = new URL(String(input))
      const user = /\/login\/(\d+)$/.exec(pathname)?.[1]
      if (user !== undefined) return Response.json({ access_token: `${user}-${++made}`, expires_in: 3600 })
      if (!pathname.endsWith('/logout')) return w.fetch(input, init)
      line.started++
      line.most = Math.max(line.most, ++line.active)
      await revoked()
      line.active--
      line.ended.add(new Headers(init?.headers).get('authorization'))
      return new Response(null, { status: 204 })
    }) satisfies SessionOptions['fetch'],
  }
  let made = 0
  return line
}

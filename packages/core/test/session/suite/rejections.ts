import { type ContractCase, check, equal } from '../product.js'
import { login, scene, type World } from '../world.js'

const post = (body: RequestInit['body'] | undefined) => ({ method: 'POST', body })
const bodies = (w: World, line: string) =>
  w.sent.filter(request => request.line === line).map(({ body }) => body)
const textOf = (body: unknown): Promise<string> => new Response(body as RequestInit['body']).text()

/** A session whose next request with its token is rejected, once. */
async function revoked(
  w: World,
  ...args: Parameters<World['session']>
): Promise<ReturnType<World['session']>> {
  const looker = w.session(...args)
  await w.whoIs(looker)
  w.emulator.revoke({ user_id: 1 })
  return looker
}

/** What `session.fetch` does about a 401, and what it leaves alone. */
export function rejectionCases(): ContractCase[] {
  const sendable: [string, () => RequestInit['body']][] = [
    ['text', () => 'hello'],
    ['bytes', () => new TextEncoder().encode('hello')],
    ['a Blob', () => new Blob(['hello'])],
    ['URLSearchParams', () => new URLSearchParams({ a: 'hello' })],
  ]
  return [
    // @promise rejected-token-is-renewed
    scene(
      'a revoked token is not used until it expires locally: a 401 renews it and the call is sent once more',
      async w => {
        const looker = await revoked(w)
        equal(await w.whoIs(looker), '1', 'who it ran as')
        equal(w.count(login), 2, 'logins')
        equal(w.count('GET /api/4.0/user'), 3, 'requests')
      },
    ),

    // @promise second-401-goes-to-the-caller
    scene('a second 401 is the caller’s', async w => {
      w.emulator.faults.add({ match: { path: '*/broken' }, times: 2, status: 401 })
      const looker = w.session()
      equal((await looker.fetch('/broken')).status, 401, 'status')
      equal(w.count('GET /api/4.0/broken'), 2, 'requests')
    }),

    ...sendable.map(([what, make]) =>
      scene(`a body of ${what} is sent again after a 401`, async w => {
        const looker = await revoked(w)
        equal((await looker.fetch('/login/789', post(make()))).status, 200, 'status')
        const sent = await Promise.all(bodies(w, 'POST /api/4.0/login/789').map(textOf))
        equal(sent.length, 2, 'requests')
        equal(sent[0], sent[1], 'bodies')
      }),
    ),

    // @promise body-may-be-a-function
    scene('a body may be a function that returns one, so that a stream can be sent twice', async w => {
      const looker = await revoked(w)
      let made = 0
      const body = (): ReadableStream => {
        made++
        return new Blob(['hello']).stream()
      }
      equal((await looker.fetch('/login/789', { method: 'POST', body })).status, 200, 'status')
      equal(made, 2, 'bodies made')
      equal(w.count(login), 2, 'logins')
    }),

    scene('a body that is a function survives a redirect that asks for it again', async w => {
      w.emulator.faults.add({ match: { path: '*/start' }, status: 307, redirectTo: '/api/4.0/login/789' })
      const looker = w.session()
      const body = (): ReadableStream => new Blob(['hello']).stream()
      equal((await looker.fetch('/start', { method: 'POST', body })).status, 200, 'status')
    }),

    // @promise stream-is-sent-once
    scene('streams are not replayed: the token is renewed and the caller gets its 401', async w => {
      const looker = await revoked(w)
      const response = await looker.fetch('/login/789', post(new Blob(['hello']).stream()))
      equal(response.status, 401, 'status')
      equal(((await response.json()) as { message: string }).message, 'Requires authentication.', 'its body')
      equal(w.count(login), 2, 'logins')
      equal(await w.whoIs(looker), '1', 'the next call')
      equal(w.count(login), 2, 'logins')
    }),

    // @promise stream-is-sent-once
    scene('a Request with a body counts as a stream', async w => {
      const looker = await revoked(w)
      const request = new Request(`${w.baseUrl}/api/4.0/login/789`, { method: 'POST', body: 'hello' })
      equal((await looker.fetch(request)).status, 401, 'status')
      equal(w.count('POST /api/4.0/login/789'), 1, 'requests')
    }),

    scene('a stream’s caller gets its 401 also when the renewal fails', async w => {
      const looker = await revoked(w, { retry: { attempts: 1 } })
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 503 })
      equal((await looker.fetch('/login/789', post(new Blob(['hello']).stream()))).status, 401, 'status')
    }),

    // @promise foreign-401-goes-to-the-caller
    scene('a 401 in HTML is the caller’s: it is not Looker who says it', async w => {
      const looker = w.session()
      await looker.token()
      w.emulator.faults.add({ match: { path: '*/user' }, times: 'always', status: 401, html: true })
      const response = await looker.fetch('/user')
      equal(response.status, 401, 'status')
      check((await response.text()).includes('<'), 'the page can be read')
      equal(w.count(login), 1, 'logins')
    }),

    // @promise foreign-401-goes-to-the-caller
    scene('a 401 after a redirect is the caller’s', async w => {
      const looker = await revoked(w)
      w.emulator.faults.add({ match: { path: '*/start' }, redirectTo: '/api/4.0/user' })
      const response = await looker.fetch('/start')
      equal(response.status, 401, 'status')
      equal(response.redirected, true, 'redirected')
      equal(w.count(login), 1, 'logins')
    }),

    scene('a 401 after a redirect that the platform followed is the caller’s too', async w => {
      const answer = (): Response => {
        const response = Response.json({ message: 'Requires authentication.' }, { status: 401 })
        return Object.defineProperty(response, 'redirected', { value: true })
      }
      const looker = w.session({
        platformRedirects: true,
        fetch: async (input, init) => (String(input).endsWith('/user') ? answer() : w.fetch(input, init)),
      })
      equal((await looker.fetch('/user')).status, 401, 'status')
      equal(w.count(login), 1, 'logins')
    }),

    ...(['truncate', 'drop', 'stall'] as const).map(how =>
      scene(`a 401 whose body does not end well (${how}) is the caller’s, and nobody hangs`, async w => {
        const looker = w.session({ timeoutMs: 5000 })
        await looker.token()
        const fault = {
          truncate: how === 'truncate',
          ...(how === 'drop' && { drop: 'body' as const }),
          stall: how === 'stall',
        }
        w.emulator.faults.add({ match: { path: '*/user' }, times: 'always', status: 401, ...fault })
        const response = await w.drive(looker.fetch('/user'))
        equal(response.status, 401, 'status')
        await response.body?.cancel().catch(() => {})
      }),
    ),

    // @promise preset-token-is-never-replaced
    scene('a preset token is never replaced: its 401 is the caller’s', async w => {
      const token = await w.session().token()
      const preset = w.session({ token })
      equal(await w.whoIs(preset), '1', 'who it is')
      w.emulator.revoke({ token })
      equal((await preset.fetch('/user')).status, 401, 'status')
      equal(await preset.token(), token, 'the token')
      equal(w.count(login), 1, 'logins')
    }),

    scene('a preset token serves until the lifetime that was given for it ends', async w => {
      const token = await w.session().token()
      const preset = w.session({ token: { accessToken: token, expiresIn: 60 } })
      await w.pass(50_000)
      equal(await w.whoIs(preset), '1', 'who it is')
      await w.pass(10_000)
      equal(await w.code(preset.token()), 'token_rejected', 'code')
      equal(w.count(login), 1, 'logins')
    }),

    // @promise logout-ends-a-preset-token
    scene('a preset token is ended by logout(), used or not, and no login() brings it back', async w => {
      for (const used of [true, false]) {
        const token = await w.session().token()
        const preset = w.session({ token })
        if (used) await preset.token()
        equal((await preset.logout()).revoked, true, 'revoked')
        equal(await w.isLive(token), false, 'a token that lives on')
        equal(await w.code(preset.login()), 'signed_out', 'login()')
        equal(await w.code(preset.fetch('/user')), 'signed_out', 'fetch()')
      }
    }),

    scene('a preset admin token signs users in, as themselves', async w => {
      const preset = w.session({ token: await w.session().token() })
      equal(await w.whoIs(preset.as(789)), '789', 'who it is')
    }),
  ]
}

import { createEmulator, defaultSeed, type Emulator } from '@looker-auth/emulator'
import { describe, expect, test } from 'vitest'
import type { AuthError } from '../errors/auth-error.js'
import type { ExternalUser } from '../protocol/external-user.js'
import type { Fetch } from '../runtime/fetch.js'
import { createSession, type SessionOptions } from '../session/create-session.js'
import { inWorkspace } from '../session/in-workspace.js'
import { shareTokens } from '../sharing/share-tokens.js'
import { memoryStore } from '../stores/memory-store.js'
import { simulatedClock } from '../testing/simulated-clock.js'

const hour = 3_600_000

/** Answers a request in place of the emulator; undefined: the emulator answers. */
type Instead = (request: Request) => Response | Promise<Response | undefined> | undefined

function world(options: Partial<SessionOptions> = {}) {
  const { users, apiKeys } = defaultSeed()
  const more = [
    { id: 800, credentials: { saml: 'a/../b?c#d', embed: '%2e%2e' } },
    { id: 801, email: 'off@emulator.example', is_disabled: true },
  ]
  const clock = simulatedClock(Date.now())
  const emulator = createEmulator({ seed: { users: [...users, ...more], apiKeys }, now: () => clock.now() })
  const state: { instead: Instead | undefined } = { instead: undefined }
  const paths: string[] = []
  const fetch: Fetch = async (input, init) => {
    const request = new Request(input, init)
    paths.push(`${request.method} ${new URL(request.url).pathname}`)
    return (await state.instead?.(request.clone())) ?? emulator.fetch(request)
  }
  const open = (own: Partial<SessionOptions> = {}) =>
    createSession({
      baseUrl: 'https://looker.test',
      credentials: { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' },
      fetch,
      clock,
      ...options,
      ...own,
    })
  return { emulator, clock, state, paths, open, session: open() }
}

async function errorOf(work: Promise<unknown>): Promise<AuthError> {
  return work.then(
    () => {
      throw new Error('it succeeded')
    },
    error => error,
  )
}

const who = async (session: { fetch: Fetch }): Promise<unknown> =>
  ((await (await session.fetch('/user')).json()) as { id: unknown }).id

const find = 'GET /api/4.0/users/credential/embed/emil'

/** From now on the external id is that of another user. */
function move(emulator: Emulator, id: number): Instead {
  return request =>
    request.url.includes('/users/credential/')
      ? emulator.fetch(`https://looker.test/api/4.0/users/${id}`, { headers: request.headers })
      : undefined
}

describe('as() with an id of another system', () => {
  test.each<[ExternalUser, string]>([
    [{ embed: 'emil' }, '790'],
    [{ email: 'ana@emulator.example' }, '789'],
    [{ saml: 'a/../b?c#d' }, '800'],
    [{ embed: '%2e%2e' }, '800'],
  ])('%o acts as the user whom Looker finds', async (user, id) => {
    expect(await who(world().session.as(user))).toBe(id)
  })

  // @promise one-login-for-all-callers
  test('costs one look-up and one login, however many callers', async () => {
    const { session, emulator, paths } = world()
    const tokens = await Promise.all(Array.from({ length: 100 }, () => session.as({ embed: 'emil' }).token()))
    expect(new Set(tokens).size).toBe(1)
    expect(paths.filter(path => path === find)).toHaveLength(1)
    expect(emulator.stats.login_user).toBe(1)
  })

  test('asks for nothing before the first token', () => {
    const { session, paths } = world()
    const { identity } = session.as({ embed: 'emil' }).state
    expect([paths, identity.subject, identity.external]).toEqual([
      [],
      undefined,
      { type: 'embed', id: 'emil' },
    ])
  })

  test('is another identity than the user by their own id, and by another id', async () => {
    const { session, emulator } = world()
    const sessions = [session.as(800), session.as({ saml: 'a/../b?c#d' }), session.as({ embed: '%2e%2e' })]
    const tokens = await Promise.all(sessions.map(one => one.token()))
    expect([new Set(tokens).size, emulator.stats.login_user]).toEqual([3, 3])
    await sessions[1]?.logout()
    expect(await who(session.as(800))).toBe('800')
  })

  test('tells its events and its state who the user is, once that is known', async () => {
    const { session } = world()
    const subjects: unknown[] = []
    session.onEvent(({ type, subject }) => void (type === 'granted' && subjects.push(subject)))
    const user = session.as({ embed: 'emil' })
    await user.token()
    expect([subjects, user.state.identity.subject]).toEqual([[undefined, '790'], '790'])
  })

  test('stays the same user in another workspace', async () => {
    const { session } = world()
    expect(await who(inWorkspace(session.as({ embed: 'emil' }), 'dev'))).toBe('790')
  })

  test.each<[unknown, string]>([
    [{}, 'configuration'],
    [null, 'invalid_user_id'],
    [{ embed: 'a', email: 'b' }, 'configuration'],
    [{ api3: 'a' }, 'configuration'],
    [{ embed: 'a', more: 'b' }, 'configuration'],
    [{ email: 'a', create: true }, 'configuration'],
    [{ embed: 'a', create: 'yes' }, 'configuration'],
    [{ embed: '' }, 'invalid_user_id'],
    [{ embed: 5 }, 'invalid_user_id'],
    [{ embed: '.' }, 'invalid_user_id'],
    [{ embed: '..' }, 'invalid_user_id'],
    [{ embed: '\ud800' }, 'invalid_user_id'],
    [{ embed: 'x'.repeat(1001) }, 'invalid_user_id'],
  ])('%o is refused at once', (user, code) => {
    const { session, paths } = world()
    expect(() => session.as(user as ExternalUser)).toThrow(expect.objectContaining({ code }))
    expect(paths).toEqual([])
  })
})

describe('what Looker says of the id', () => {
  test.each([
    ['nobody', { embed: 'nobody' }, /create: true/],
    ['a disabled user', { email: 'off@emulator.example' }, /Enable the user/],
  ])('%s is unknown_user, and no token is asked for', async (_, user, hint) => {
    const { session, emulator } = world()
    const error = await errorOf(session.as(user as ExternalUser).token())
    expect(error).toMatchObject({ code: 'unknown_user', hint: expect.stringMatching(hint) })
    expect(emulator.stats.login_user).toBe(0)
  })

  test.each<[string, unknown, string]>([
    ['several users', [{ id: '1' }, { id: '2' }], 'unknown_user'],
    ['no id', {}, 'malformed_response'],
    ['an empty list', [], 'malformed_response'],
    ['no object', '"text"', 'malformed_response'],
  ])('%s is a typed error', async (_, body, code) => {
    const { session, state, emulator } = world()
    state.instead = ({ url }) => (url.includes('/credential/') ? Response.json(body) : undefined)
    expect(await errorOf(session.as({ embed: 'emil' }).token())).toMatchObject({ code })
    expect(emulator.stats.login_user).toBe(0)
  })

  test('a refusal of the admin is sudo_refused', async () => {
    const { session, state } = world()
    state.instead = ({ url }) =>
      url.includes('/credential/') ? Response.json({ message: 'Forbidden' }, { status: 403 }) : undefined
    expect(await errorOf(session.as({ embed: 'emil' }).token())).toMatchObject({ code: 'sudo_refused' })
  })

  test('an answer that does not come ends within the bound', async () => {
    const { session, state, clock } = world({ timeoutMs: 1000 })
    state.instead = request =>
      request.url.includes('/credential/')
        ? new Promise((_, reject) =>
            request.signal.addEventListener('abort', () => reject(request.signal.reason)),
          )
        : undefined
    const failed = errorOf(session.as({ embed: 'emil' }).token())
    for (let waits = 0; waits < 40; waits++) await clock.advance(1000)
    expect(await failed).toMatchObject({ code: 'timeout' })
  })

  test("a rejected token of the admin's is renewed once", async () => {
    const { session, emulator } = world()
    await session.token()
    emulator.revoke({ user_id: 1 })
    expect(await who(session.as({ embed: 'emil' }))).toBe('790')
    expect(emulator.stats.login).toBe(2)
  })

  // @promise no-request-after-logout
  test('a sign-out of the admin during the look-up keeps the old token from asking for a user', async () => {
    const { session, state, paths } = world()
    let release = (): void => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    await session.token()
    state.instead = async ({ url }) => {
      if (url.includes('/credential/')) await held
      return undefined
    }
    const failed = errorOf(session.as({ embed: 'emil' }).token())
    await new Promise(resolve => setTimeout(resolve))
    const signedOut = session.logout()
    release()
    await signedOut
    expect((await failed).code).toBe('signed_out')
    expect(paths).not.toContain('POST /api/4.0/login/790')
  })
})

describe('create', () => {
  test('makes the embed user, once, and acts as them', async () => {
    const { session, emulator } = world()
    const user = session.as({ embed: 'new one', create: true })
    const [id] = await Promise.all([who(user), who(user)])
    expect([id, emulator.stats.embed_users]).toEqual(['802', 1])
    emulator.revoke({ user_id: 802 })
    expect([await who(user), emulator.stats.embed_users]).toEqual(['802', 1])
  })

  test('counts also where the same user was asked for without it before', async () => {
    const { session } = world()
    expect((await errorOf(session.as({ embed: 'late' }).token())).code).toBe('unknown_user')
    expect(await who(session.as({ embed: 'late', create: true }))).toBe('802')
  })

  test('makes nobody who is there', async () => {
    const { session, emulator } = world()
    expect(await who(session.as({ embed: 'emil', create: true }))).toBe('790')
    expect(emulator.stats.embed_users).toBe(0)
  })
})

describe('where the id is that of another user by now', () => {
  test('a renewal throws identity_changed, until the session is ended', async () => {
    const { session, emulator, state, clock } = world()
    const user = session.as({ embed: 'emil' })
    await user.token()
    state.instead = move(emulator, 5)
    await clock.advance(hour)
    expect(await errorOf(user.token())).toMatchObject({
      code: 'identity_changed',
      hint: expect.stringContaining('logout()'),
    })
    expect((await errorOf(session.as({ embed: 'emil' }).token())).code).toBe('identity_changed')
    expect(emulator.stats.login_user).toBe(1)
    await user.logout()
    expect(await who(session.as({ embed: 'emil' }))).toBe('5')
  })

  test('so does another process that finds the expired record of the user before', async () => {
    const store = memoryStore()
    const { session, open, emulator, state, clock } = world({ sharing: shareTokens({ store }) })
    await session.as({ embed: 'emil' }).token()
    state.instead = move(emulator, 5)
    await clock.advance(hour)
    const other = open({ sharing: shareTokens({ store }) })
    expect((await errorOf(other.as({ embed: 'emil' }).token())).code).toBe('identity_changed')
    await other.as({ embed: 'emil' }).logout()
    expect(await who(other.as({ embed: 'emil' }))).toBe('5')
  })
})

describe('on a shared store', () => {
  test('one process looks up and signs in, the others serve its token and know the user', async () => {
    const store = memoryStore()
    const { session, open, paths, emulator } = world({ sharing: shareTokens({ store }) })
    const token = await session.as({ embed: 'emil' }).token()
    const other = open({ sharing: shareTokens({ store }) }).as({ embed: 'emil' })
    expect([await other.token(), other.state.identity.subject]).toEqual([token, '790'])
    expect([paths.filter(path => path === find).length, emulator.stats.login_user]).toEqual([1, 1])
  })

  test('the record of the id and that of the user are two', async () => {
    const { session, emulator } = world({ sharing: shareTokens({ store: memoryStore() }) })
    const [byId, byUser] = [await session.as({ embed: 'emil' }).token(), await session.as(790).token()]
    expect([byId === byUser, emulator.stats.login_user]).toEqual([false, 2])
  })
})

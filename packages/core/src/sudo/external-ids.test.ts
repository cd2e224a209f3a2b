import { describe, expect, test } from 'vitest'
import { errorOf, find, who, world } from '../../test/external-world.js'
import type { ExternalUser } from '../protocol/external-user.js'
import { inWorkspace } from '../session/in-workspace.js'
import { shareTokens } from '../sharing/share-tokens.js'
import { memoryStore } from '../stores/memory-store.js'

describe('as() with an id of another system', () => {
  test.each<[ExternalUser, string]>([
    [{ embed: 'emil' }, '790'],
    [{ email: 'ana@emulator.example' }, '789'],
    [{ saml: 'a/b?c#d' }, '800'],
    [{ embed: '%2ex' }, '800'],
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

  test('an id may be an address', async () => {
    const { session, paths } = world()
    await errorOf(session.as({ oidc: 'https://idp.example.com/users/1' }).token())
    expect(paths).toContain('GET /api/4.0/users/credential/oidc/https%3A%2F%2Fidp.example.com%2Fusers%2F1')
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
    const sessions = [session.as(800), session.as({ saml: 'a/b?c#d' }), session.as({ embed: '%2ex' })]
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
    [{ embed: 'a/../b' }, 'invalid_user_id'],
    [{ embed: 'a\\..\\b' }, 'invalid_user_id'],
    [{ embed: 'a/./b' }, 'invalid_user_id'],
    [{ embed: 'a%2f%2e%2E%5cb' }, 'invalid_user_id'],
    [{ embed: '%2e%2e' }, 'invalid_user_id'],
    [{ embed: 'a/' }, 'invalid_user_id'],
    [{ embed: '/a' }, 'invalid_user_id'],
    [{ embed: 'a\nb' }, 'invalid_user_id'],
    [{ embed: 'a//b' }, 'invalid_user_id'],
    [{ embed: 'a/..;x/b' }, 'invalid_user_id'],
    [{ embed: 'x'.repeat(1001) }, 'invalid_user_id'],
  ])('%o is refused at once', (user, code) => {
    const { session, paths } = world()
    expect(() => session.as(user as ExternalUser)).toThrow(expect.objectContaining({ code }))
    expect(paths).toEqual([])
  })
})

describe('the error of as()', () => {
  test('names the limits of an id of another system, not those of a user id of Looker', () => {
    const { session } = world()
    const hint = expect.stringContaining('at most 1,000 characters and no slash')
    expect(() => session.as({ saml: 'x'.repeat(1001) })).toThrow(expect.objectContaining({ hint }))
  })

  test('names as()', () => {
    const message = expect.stringMatching(/^as\(\) cannot tell which user is meant: /)
    expect(() => world().session.as({} as never)).toThrow(expect.objectContaining({ message }))
  })

  test('shows how an e-mail address is given', async () => {
    const { hint } = await errorOf(world().session.as('ana@emulator.example').token())
    expect(hint).toMatch(/ An e-mail address is given as as\(\{ email \}\)\.$/)
  })
})

describe('what Looker says of the id', () => {
  test.each([
    ['nobody', { embed: 'nobody' }, 404, /create: true.*an admin's/],
    ['nobody', { email: 'nobody@emulator.example' }, 404, /an admin's/],
    ['a disabled user', { email: 'off@emulator.example' }, undefined, /Enable the user/],
  ])('%s (%j) is unknown_user, and no token is asked for', async (_, user, status, hint) => {
    const { session, emulator } = world()
    const error = await errorOf(session.as(user as ExternalUser).token())
    expect(error).toMatchObject({ code: 'unknown_user', hint: expect.stringMatching(hint) })
    expect(error.status).toBe(status)
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

  test('an error names the id on one line, and cut short', async () => {
    const id = `a\u2028b\u202ec${'x'.repeat(900)}`
    const { message } = await errorOf(world().session.as({ saml: id }).token())
    expect(message).toMatch(/the saml id "a b cx{50,100}"\./)
    expect(message).not.toContain('x'.repeat(101))
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

  test('counts in the whole session group, in other workspaces and after an eviction too', async () => {
    const { session, emulator } = world({ maxSessions: 1 })
    session.as({ embed: 'one', create: true })
    session.as({ embed: 'two', create: true })
    expect(await who(session.as({ embed: 'one' }, { workspace: 'dev' }))).toBe('802')
    expect([await who(session.as({ embed: 'two' })), emulator.stats.embed_users]).toEqual(['803', 2])
  })

  test('is an own property of what is given', async () => {
    const { session, emulator } = world()
    const user = Object.assign(Object.create({ create: true }), { embed: 'nobody' })
    expect((await errorOf(session.as(user).token())).code).toBe('unknown_user')
    expect(emulator.stats.embed_users).toBe(0)
  })

  test.each([409, 422])('finds the user whom another process made meanwhile (%i)', async status => {
    const { session, emulator, state } = world()
    state.instead = async request => {
      if (request.method !== 'POST' || !request.url.endsWith('/users/embed_user')) return undefined
      await emulator.fetch(request)
      return Response.json({ message: 'external_user_id has already been taken' }, { status })
    }
    expect(await who(session.as({ embed: 'raced', create: true }))).toBe('802')
    expect(emulator.stats.embed_users).toBe(1)
  })

  test('that is refused is request_refused, after one more look-up', async () => {
    const { session, state } = world()
    state.instead = ({ url }) =>
      url.endsWith('/users/embed_user') ? Response.json({ message: 'no' }, { status: 422 }) : undefined
    expect(await errorOf(session.as({ embed: 'x', create: true }).token())).toMatchObject({
      code: 'request_refused',
      serverMessage: expect.stringContaining('no'),
    })
  })

  test('makes nobody who is there', async () => {
    const { session, emulator } = world()
    expect(await who(session.as({ embed: 'emil', create: true }))).toBe('790')
    expect(emulator.stats.embed_users).toBe(0)
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

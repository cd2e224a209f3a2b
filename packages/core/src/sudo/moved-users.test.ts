import type { Emulator } from '@looker-auth/emulator'
import { describe, expect, test, vi } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { errorOf, find, hour, move, sharedWorld, who, world } from '../../test/external-world.js'
import { inWorkspace } from '../session/in-workspace.js'

/** When a token of an hour is due for renewal, but valid for five minutes more. */
const due = hour - 300_000
const emil = { embed: 'emil' }

describe('where the id is that of another user by now', () => {
  test('a renewal throws identity_changed, until the session is ended', async () => {
    const { session, emulator, state, clock } = world()
    const user = session.as(emil)
    await user.token()
    state.instead = move(emulator, 5)
    await clock.advance(hour)
    expect(await errorOf(user.token())).toMatchObject({
      code: 'identity_changed',
      hint: expect.stringContaining('logout()'),
    })
    expect((await errorOf(session.as(emil).token())).code).toBe('identity_changed')
    expect(emulator.stats.login_user).toBe(1)
    await user.logout()
    expect(await who(session.as(emil))).toBe('5')
  })

  // @promise identity-survives-expiry
  test.each([
    ['memory', world],
    ['a shared store', sharedWorld],
  ])('the valid token of the user before is revoked and served no more (%s)', async (_, make) => {
    const { session, emulator, state, clock } = make()
    const user = session.as(emil)
    const token = await user.token()
    state.instead = move(emulator, 5)
    await clock.advance(due)
    expect(await isLive(emulator, token)).toBe(true)
    expect((await errorOf(user.token())).code).toBe('identity_changed')
    expect((await errorOf(user.fetch('/user'))).code).toBe('identity_changed')
    await until(async () => !(await isLive(emulator, token)))
    await clock.advance(31_000)
    expect((await errorOf(user.token())).code).toBe('identity_changed')
  })

  test('so does another process that finds the record of the user before, whose token is due', async () => {
    const { session, open, emulator, state, clock } = sharedWorld()
    await session.as(emil).token()
    state.instead = move(emulator, 5)
    await clock.advance(hour - 1000)
    const other = open()
    expect((await errorOf(other.as(emil).token())).code).toBe('identity_changed')
    await other.as(emil).logout()
    expect(await who(other.as(emil))).toBe('5')
  })

  test.each([
    ['that served the user before', 0],
    ['whose token of the user before has expired', hour],
  ])('a process %s goes on as the one whom another process accepted', async (_, ageMs) => {
    const { session, open, emulator, state, clock } = sharedWorld()
    const other = open()
    await session.as(emil).token()
    expect(await who(other.as(emil))).toBe('790')
    state.instead = move(emulator, 5)
    await clock.advance(ageMs)
    await session.as(emil).logout()
    expect(await who(session.as(emil))).toBe('5')
    await clock.advance(1000)
    const one = other.as(emil)
    expect([await who(one), one.state.identity.subject]).toEqual(['5', '5'])
    await other.as(emil).logout()
    // The admin's.
    expect(emulator.stats.live_tokens).toBe(1)
  })

  test('a sign-out ends the token of the user whom another process accepted', async () => {
    const { session, open, emulator, state } = sharedWorld()
    const other = open(hour)
    await other.as(emil).token()
    state.instead = move(emulator, 5)
    await session.as(emil).logout()
    await session.as(emil).token()
    await other.as(emil).logout()
    // The admin's.
    expect(emulator.stats.live_tokens).toBe(1)
  })

  test('the session that was evicted meanwhile still knows its user', async () => {
    const { session, emulator, state } = world({ maxSessions: 1 })
    const user = session.as(emil)
    await user.token()
    await session.as(5).token()
    state.instead = move(emulator, 5)
    expect((await errorOf(user.token())).code).toBe('identity_changed')
    expect((await errorOf(session.as(emil).token())).code).toBe('identity_changed')
  })

  test('inWorkspace() gives no session of the other user', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    state.instead = move(emulator, 5)
    expect((await errorOf(inWorkspace(user, 'dev').token())).code).toBe('identity_changed')
  })

  test('inWorkspace() refuses a session that is the other user’s by now', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    state.instead = move(emulator, 5)
    await session.as(emil, { workspace: 'dev' }).token()
    expect(() => inWorkspace(user, 'dev')).toThrow(expect.objectContaining({ code: 'identity_changed' }))
  })

  test('a handle that was signed out does not show the user of the next sign-in', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    await user.logout()
    state.instead = move(emulator, 5)
    expect(await who(session.as(emil))).toBe('5')
    expect([user.state.status, user.state.identity.subject]).toEqual(['signed_out', undefined])
    expect((await errorOf(user.token())).code).toBe('signed_out')
  })

  test('login() after logout() asks anew whose the id is', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    await user.logout()
    state.instead = move(emulator, 5)
    await user.login()
    expect([await who(user), user.state.identity.subject]).toEqual(['5', '5'])
  })

  test('a sign-out of the admin is no consent', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    await session.logout()
    await session.login()
    state.instead = move(emulator, 5)
    expect((await errorOf(user.token())).code).toBe('identity_changed')
  })

  test('the token of the user before is revoked also where a 401 made the session ask', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    const rejected = Response.json({ message: 'Requires authentication.' }, { status: 401 })
    state.instead = request => (request.url.endsWith('/user') ? rejected : move(emulator, 5)(request))
    expect((await errorOf(user.fetch('/user'))).code).toBe('identity_changed')
    await until(() => emulator.stats.live_tokens === 1)
  })

  test('100 calls are one look-up in 30 s', async () => {
    const { session, emulator, state, clock, paths } = world()
    const user = session.as(emil)
    await user.token()
    state.instead = move(emulator, 5)
    await clock.advance(hour)
    const before = paths.length
    for (let calls = 0; calls < 100; calls++)
      expect((await errorOf(user.token())).code).toBe('identity_changed')
    expect(paths.slice(before).filter(path => path === find)).toHaveLength(1)
  })

  // @promise request-runs-as-its-identity
  test('a request that began as the user before is not sent again as the next one', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    const { held, release } = gate()
    const bodies: string[] = []
    state.instead = async request => {
      if (!request.url.endsWith('/sql_queries')) return move(emulator, 5)(request)
      bodies.push(await request.text())
      await held
      return Response.json({ message: 'Requires authentication.' }, { status: 401 })
    }
    const flying = user.fetch('/sql_queries', { method: 'POST', body: 'of 790' })
    await until(() => bodies.length === 1)
    await user.logout()
    await user.login()
    release()
    expect((await errorOf(flying)).code).toBe('signed_out')
    expect([bodies, await who(user)]).toEqual([['of 790'], '5'])
  })

  test('login() of one handle does not make another one the next user', async () => {
    const { session, emulator, state } = world()
    const [one, other] = [session.as(emil), session.as(emil)]
    await one.token()
    state.instead = move(emulator, 5)
    await one.logout()
    await one.login()
    expect([await who(one), (await errorOf(other.token())).code]).toEqual(['5', 'signed_out'])
  })

  test('the record of another process that nobody signed out is no consent', async () => {
    const { session, open, emulator, state, clock } = sharedWorld()
    const user = session.as(emil)
    await user.token()
    state.instead = move(emulator, 5)
    // The record is gone from the store by then.
    await clock.advance(hour + 1000)
    expect(await who(open().as(emil))).toBe('5')
    expect((await errorOf(user.token())).code).toBe('identity_changed')
    expect((await errorOf(session.as(emil).token())).code).toBe('identity_changed')
    await user.logout()
    expect(await who(session.as(emil))).toBe('5')
  })

  test('an older record that the store shows again ends nothing', async () => {
    const { session, open, emulator, state, store, clock } = sharedWorld()
    const other = open()
    const { load, commit } = { ...store }
    let key = ''
    store.commit = (...record) => {
      key = record[0]
      return commit(...record)
    }
    await session.as(emil).token()
    const old = await load(key)
    state.instead = move(emulator, 5)
    await session.as(emil).logout()
    const user = other.as(emil)
    expect(await who(user)).toBe('5')
    store.load = async asked => (asked === key ? old : load(asked))
    await clock.advance(1000)
    expect(await who(user)).toBe('5')
  })

  test('a sign-out that could not be written lets the next sign-in ask anew all the same', async () => {
    const { session, emulator, state, store, clock } = sharedWorld()
    const user = session.as(emil)
    await user.token()
    const { commit } = { ...store }
    store.commit = () => Promise.reject(new Error('read only'))
    const ended = errorOf(user.logout())
    for (let waits = 0; waits < 60; waits++) await clock.advance(1000)
    expect((await ended).code).toBe('store_failed')
    store.commit = commit
    state.instead = move(emulator, 5)
    expect(await who(session.as(emil))).toBe('5')
  })

  test('inWorkspace() takes the user whom the next sign-in showed', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    inWorkspace(user, 'dev')
    await user.logout()
    state.instead = move(emulator, 5)
    const next = session.as(emil)
    await next.token()
    expect(await who(inWorkspace(next, 'dev'))).toBe('5')
  })

  test('inWorkspace() of a handle that was signed out is refused', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    await user.logout()
    state.instead = move(emulator, 5)
    await session.as(emil).token()
    expect(() => inWorkspace(user, 'dev')).toThrow(expect.objectContaining({ code: 'signed_out' }))
  })

  test('inWorkspace() shows whose session it is', async () => {
    const { session } = world()
    const user = session.as(emil)
    await user.token()
    expect(inWorkspace(user, 'dev').state.identity.subject).toBe('790')
  })

  test('a sign-out during the look-up makes no user and asks for no token', async () => {
    const { session, state, paths, emulator } = world()
    const { held, release } = gate()
    await session.token()
    state.instead = async ({ url }) => {
      if (url.includes('/credential/')) await held
      return undefined
    }
    const user = session.as({ embed: 'new', create: true })
    const failed = errorOf(user.token())
    await until(() => paths.some(path => path.includes('/credential/')))
    const signedOut = user.logout()
    release()
    await signedOut
    expect([(await failed).code, emulator.stats.embed_users, emulator.stats.login_user]).toEqual([
      'signed_out',
      0,
      0,
    ])
  })
})

/** What waits until it is released. */
function gate() {
  let release = (): void => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  return { held, release: () => release() }
}

async function isLive(emulator: Emulator, token: string): Promise<boolean> {
  const headers = { authorization: `token ${token}` }
  return (await emulator.fetch('https://looker.test/api/4.0/user', { headers })).status === 200
}

function until(condition: () => boolean | Promise<boolean>): Promise<true> {
  return vi.waitUntil(condition, { timeout: boundMs(10_000), interval: 1 })
}

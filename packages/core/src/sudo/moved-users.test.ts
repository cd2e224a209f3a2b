import { describe, expect, test } from 'vitest'
import { errorOf, hour, move, who, world } from '../../test/external-world.js'
import { inWorkspace } from '../session/in-workspace.js'
import { shareTokens } from '../sharing/share-tokens.js'
import { memoryStore } from '../stores/memory-store.js'

/** When a token of an hour is due for renewal, but still valid. */
const due = hour - 30_000
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
    ['memory', () => ({})],
    ['a shared store', () => ({ sharing: shareTokens({ store: memoryStore() }) })],
  ])('the valid token of the user before is revoked and served no more (%s)', async (_, options) => {
    const { session, emulator, state, clock } = world(options())
    const user = session.as(emil)
    await user.token()
    state.instead = move(emulator, 5)
    await clock.advance(due)
    expect((await errorOf(user.token())).code).toBe('identity_changed')
    expect((await errorOf(user.fetch('/user'))).code).toBe('identity_changed')
    await clock.advance(31_000)
    // The admin's.
    expect(emulator.stats.live_tokens).toBe(1)
    expect((await errorOf(user.token())).code).toBe('identity_changed')
  })

  test('so does another process that finds the expired record of the user before', async () => {
    const store = memoryStore()
    const { session, open, emulator, state, clock } = world({ sharing: shareTokens({ store }) })
    await session.as(emil).token()
    state.instead = move(emulator, 5)
    await clock.advance(hour)
    const other = open({ sharing: shareTokens({ store }) })
    expect((await errorOf(other.as(emil).token())).code).toBe('identity_changed')
    await other.as(emil).logout()
    expect(await who(other.as(emil))).toBe('5')
  })

  test.each([
    ['that served the user before', 0],
    ['whose token of the user before has expired', hour],
  ])('a process %s goes on as the one whom another process accepted', async (_, ageMs) => {
    const store = memoryStore()
    const { session, open, emulator, state, clock } = world({ sharing: shareTokens({ store }) })
    const other = open({ sharing: shareTokens({ store }) })
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
    const store = memoryStore()
    const { session, open, emulator, state } = world({ sharing: shareTokens({ store }) })
    const other = open({ sharing: shareTokens({ store, revalidateEveryMs: hour }) })
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
})

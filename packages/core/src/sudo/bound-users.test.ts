import { describe, expect, test } from 'vitest'
import { hour, move, sharedWorld, who, world } from '../../test/external-world.js'
import { inWorkspace } from '../session/in-workspace.js'

const emil = { embed: 'emil' }
const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch(error => error.code)

describe('a session of an external id stays its user’s', () => {
  test('through inWorkspace(), after the admin signed out and in', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    await session.logout()
    await session.login()
    state.instead = move(emulator, 5)
    await session.as(emil, { workspace: 'dev' }).token()
    expect(() => inWorkspace(user, 'dev')).toThrow(expect.objectContaining({ code: 'identity_changed' }))
    expect(await outcome(who(user))).toBe('identity_changed')
  })

  test('through inWorkspace(), after it was evicted', async () => {
    const { session, emulator, state } = world({ maxSessions: 2 })
    const user = session.as(emil)
    await user.token()
    for (const id of [5, 6, 7]) await session.as(id).token()
    state.instead = move(emulator, 5)
    await session.as(emil, { workspace: 'dev' }).token()
    expect(() => inWorkspace(session.as(emil), 'dev')).toThrow(
      expect.objectContaining({ code: 'identity_changed' }),
    )
    expect(await outcome(who(user))).toBe('identity_changed')
  })

  test('or is signed out, where the session in the other workspace is the next user’s', async () => {
    const { session, emulator, state } = world()
    const user = session.as(emil)
    await user.token()
    const dev = inWorkspace(user, 'dev')
    await user.logout()
    state.instead = move(emulator, 5)
    const next = session.as(emil)
    await next.token()
    expect(await who(inWorkspace(next, 'dev'))).toBe('5')
    expect(await outcome(who(dev))).toBe('signed_out')
  })

  // @promise request-runs-as-its-identity
  test.each(Array.from({ length: 9 }, (_, ticks) => ticks))(
    'in a request whose sign-in ends %i steps after its token came',
    async ticks => {
      const { session, emulator, state } = world()
      const user = session.as(emil)
      let next: Promise<unknown> | undefined
      session.onEvent(async ({ type, subject }) => {
        if (type !== 'granted' || subject !== '790' || next !== undefined) return
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
        state.instead = move(emulator, 5)
        next = Promise.all([user.logout(), session.as(emil).token()])
      })
      expect(['790', 'signed_out']).toContain(await outcome(who(user)))
      expect(next).toBeDefined()
      await next
    },
  )

  test('which an eviction does not undo: the record of another user is no consent', async () => {
    const { session, open, emulator, state, clock } = sharedWorld({ maxSessions: 1 })
    const user = session.as(emil)
    await user.token()
    await session.as(6).token()
    state.instead = move(emulator, 5)
    await clock.advance(hour + 1000)
    expect(await who(open().as(emil))).toBe('5')
    for (const one of [session.as(emil), session.as(emil), user])
      expect(await outcome(one.token())).toBe('identity_changed')
  })

  test('until a sign-out elsewhere, also after the admin signed out and in', async () => {
    const { session, open, emulator, state, clock } = sharedWorld()
    const user = session.as(emil)
    await user.token()
    await session.logout()
    await session.login()
    await open().as(emil).logout()
    state.instead = move(emulator, 5)
    await clock.advance(1000)
    expect(await outcome(user.token())).toBe('signed_out')
    expect(await who(session.as(emil))).toBe('5')
  })

  test('until a sign-out, which an old handle of an evicted session does not undo', async () => {
    const { session, emulator, state } = world({ maxSessions: 1 })
    const old = session.as(emil)
    await old.token()
    await session.as(6).token()
    await session.as(emil).logout()
    session.as(emil)
    await session.as(6).token()
    expect(await outcome(old.token())).toBe('signed_out')
    state.instead = move(emulator, 5)
    expect(await who(session.as(emil))).toBe('5')
  })
})

describe('after a sign-out elsewhere', () => {
  test('login() that finds it out signs in', async () => {
    const { session, open, clock, store } = sharedWorld()
    Object.assign(store, { watch: undefined })
    const user = session.as(emil)
    await user.token()
    await open().as(emil).logout()
    await clock.advance(1000)
    await user.login()
    expect(await who(user)).toBe('790')
  })

  test('as() in the listener that hears of it makes a session that works', async () => {
    const { session, open, clock } = sharedWorld()
    const user = session.as(emil)
    await user.token()
    const made: unknown[] = []
    user.onEvent(({ type }) => void (type === 'dropped' && made.push(who(session.as(emil)))))
    await open().as(emil).logout()
    await clock.advance(1000)
    expect(await outcome(user.token())).toBe('signed_out')
    expect(await Promise.all(made)).toEqual(['790'])
  })
})

import { functionalSdk40, Looker40SDKStream, me } from '@looker/sdk'
import { describe, expect, test } from 'vitest'
import { lookerAuthSession, lookerSdk } from '../src/index'
import { failure, scene } from './scene'

describe('one login', () => {
  test('100 cold concurrent me() cost one login', async () => {
    const { looker, emulator } = await scene()
    const sdk = lookerSdk(looker)
    const users = await Promise.all(Array.from({ length: 100 }, () => sdk.ok(sdk.me())))
    expect(new Set(users.map(({ id }) => id))).toEqual(new Set(['1']))
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 0 })
  })

  test('as many SDK objects as callers cost one login, and one for each user', async () => {
    const { looker, emulator } = await scene()
    const calls = Array.from({ length: 40 }, (_, index) => {
      const sdk = lookerSdk(index % 2 === 0 ? looker : looker.as(789))
      return sdk.ok(sdk.me())
    })
    expect((await Promise.all(calls)).map(({ id }) => id)).toEqual(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? '1' : '789')),
    )
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1 })
  })
})

describe('right identity', () => {
  test('four users at once, interleaved 1,000 times, are each answered as themselves', async () => {
    const { looker, emulator } = await scene()
    const ids = ['2', '3', '20', '789']
    const sdks = ids.map(id => lookerSdk(looker.as(id)))
    for (let round = 0; round < 250; round++) {
      const users = await Promise.all(sdks.map(sdk => sdk.ok(sdk.me('id'))))
      expect(users.map(({ id }) => id)).toEqual(ids)
    }
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 4 })
  })

  test('login(id) changes this SDK object and no other, also while calls of it are on the wire', async () => {
    const { looker } = await scene()
    const [mine, other] = [lookerSdk(looker), lookerSdk(looker)]
    const before = mine.ok(mine.me())
    const switched = mine.authSession.login(789)
    const after = mine.ok(mine.me())
    await switched
    expect((await before).id).toBe('1')
    expect((await after).id).toBe('789')
    expect((await other.ok(other.me())).id).toBe('1')
    expect((await mine.ok(mine.me())).id).toBe('789')
    expect(mine.authSession.sudoId).toBe('789')
    expect([mine.authSession.isSudo(), other.authSession.isSudo()]).toEqual([true, false])
  })

  test('a refused login(id) leaves the object that user’s: its calls fail, and none runs as the admin', async () => {
    const { looker, emulator } = await scene()
    const sdk = lookerSdk(looker)
    await sdk.ok(sdk.me())
    expect(await failure(sdk.authSession.login('4711'))).toMatchObject({ code: 'unknown_user' })
    const before = emulator.requests.length
    const result = await sdk.me()
    expect(result).toMatchObject({ ok: false, error: { code: 'unknown_user', status: 404 } })
    expect(await failure(sdk.ok(sdk.me()))).toMatchObject({ code: 'unknown_user' })
    expect(emulator.requests.slice(before).filter(({ path }) => path.endsWith('/user'))).toEqual([])
    expect(await sdk.authSession.logout()).toBe(true)
    expect((await sdk.ok(sdk.me())).id).toBe('1')
  })

  test('an id that is none rejects, and changes nothing', async () => {
    const { looker } = await scene()
    const sdk = lookerSdk(looker)
    expect(await failure(sdk.authSession.login('..'))).toMatchObject({ code: 'invalid_user_id' })
    expect(sdk.authSession.isSudo()).toBe(false)
  })

  test('on an SDK of as(id), login() of another user rejects with configuration; of the same it does not', async () => {
    const { looker } = await scene()
    const sdk = lookerSdk(looker.as(789))
    expect(await failure(sdk.authSession.login(20))).toMatchObject({ code: 'configuration' })
    await sdk.authSession.login('789')
    expect(sdk.authSession.sudoId).toBe('789')
    expect((await sdk.ok(sdk.me())).id).toBe('789')
  })

  test('with all tokens expired or revoked, a user is still answered as the user', async () => {
    const { looker, emulator } = await scene()
    const sdk = lookerSdk(looker)
    await sdk.authSession.login(789)
    expect((await sdk.ok(sdk.me())).id).toBe('789')
    for (const user_id of ['1', '789']) emulator.revoke({ user_id })
    expect((await sdk.ok(sdk.me())).id).toBe('789')
    emulator.clock.advance(2 * 3600_000)
    expect((await sdk.ok(sdk.me())).id).toBe('789')
  })

  test.each(['class', 'functions', 'streams'])('a revoked token is replaced: %s', async kind => {
    const { looker, emulator } = await scene()
    const call = {
      class: () => {
        const sdk = lookerSdk(looker.as(789))
        return sdk.ok(sdk.me())
      },
      functions: () => {
        const sdk = functionalSdk40(lookerAuthSession(looker.as(789)))
        return sdk.ok(me(sdk))
      },
      streams: () =>
        new Looker40SDKStream(lookerAuthSession(looker.as(789))).me(async response => response.json()),
    }[kind]
    expect((await call?.())?.id).toBe('789')
    emulator.revoke({ user_id: '789' })
    expect((await call?.())?.id).toBe('789')
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 2 })
  })
})

describe('the SDK’s session', () => {
  test('tells the truth about its token', async () => {
    const { looker, emulator } = await scene()
    const { authSession } = lookerSdk(looker)
    expect(authSession.isAuthenticated()).toBe(false)
    const token = await authSession.getToken()
    expect(token).toMatchObject({ access_token: await looker.token(), token_type: 'Bearer' })
    expect([token.isActive(), token.expires_in > 3000, authSession.isAuthenticated()]).toEqual([
      true,
      true,
      true,
    ])
    await looker.logout()
    expect(authSession.isAuthenticated()).toBe(false)
    expect(await failure(authSession.getToken())).toMatchObject({ code: 'signed_out' })
    expect(emulator.stats).toMatchObject({ live_tokens: 0 })
  })

  test('logout() of a user goes back, and others keep that user’s token; of the session itself it answers false', async () => {
    const { looker, emulator } = await scene()
    const sdk = lookerSdk(looker)
    const other = lookerSdk(looker.as(789))
    await sdk.authSession.login(789)
    expect(await sdk.authSession.logout()).toBe(true)
    expect((await sdk.ok(sdk.me())).id).toBe('1')
    expect((await other.ok(other.me())).id).toBe('789')
    expect(await sdk.authSession.logout()).toBe(false)
    expect((await sdk.ok(sdk.me())).id).toBe('1')
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1, logout: 0 })
  })

  test('with ownsSession, logout() signs the session out, and login() in again', async () => {
    const { looker, emulator } = await scene()
    const sdk = lookerSdk(looker, { ownsSession: true })
    await sdk.ok(sdk.me())
    expect(await sdk.authSession.logout()).toBe(true)
    expect(await sdk.me()).toMatchObject({ ok: false, error: { code: 'signed_out' } })
    expect(emulator.stats).toMatchObject({ logout: 1, live_tokens: 0 })
    await sdk.authSession.login()
    expect((await sdk.ok(sdk.me())).id).toBe('1')
  })

  test('login() without an id, and reset(), go back to the session’s own user', async () => {
    const { looker } = await scene()
    const { authSession } = lookerSdk(looker)
    await authSession.login(789)
    await authSession.login()
    expect(authSession.isSudo()).toBe(false)
    await authSession.login(789)
    authSession.reset()
    expect(authSession.sudoId).toBe('')
  })

  test('sudoId cannot be set by hand', async () => {
    const { looker } = await scene()
    const { authSession } = lookerSdk(looker)
    expect(() => {
      authSession.sudoId = '789'
    }).toThrow(expect.objectContaining({ code: 'configuration' }))
  })

  test('workspace is part of the identity: dev calls run in dev, and no call changes the workspace', async () => {
    const { looker } = await scene()
    const [dev, production] = [lookerSdk(looker, { workspace: 'dev' }), lookerSdk(looker)]
    expect((await dev.ok(dev.session())).workspace_id).toBe('dev')
    await dev.authSession.login(789)
    expect(await dev.ok(dev.session())).toMatchObject({ workspace_id: 'dev', sudo_user_id: '1' })
    expect((await production.ok(production.session())).workspace_id).toBe('production')
    const user = lookerSdk(looker.as(789), { workspace: 'dev' })
    expect(await user.ok(user.session())).toMatchObject({ workspace_id: 'dev', sudo_user_id: '1' })
    const refused = await production.update_session({ workspace_id: 'dev' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'configuration' } })
    expect(JSON.stringify(refused)).toContain("workspace: 'dev'")
  })

  test('a user in a workspace is one identity, by login(id) or by as(id)', async () => {
    const { looker, emulator } = await scene()
    const [byLogin, byAs] = [
      lookerSdk(looker, { workspace: 'dev' }),
      lookerSdk(looker.as(789), { workspace: 'dev' }),
    ]
    const token = await byLogin.authSession.login(789)
    expect((await byAs.authSession.getToken()).access_token).toBe(token.access_token)
    expect((await byLogin.ok(byLogin.session())).workspace_id).toBe('dev')
    expect(emulator.stats.login_user).toBe(1)
  })

  test('a session of API 3.1 is configuration', async () => {
    const { looker } = await scene({ apiVersion: '3.1' })
    expect(() => lookerSdk(looker)).toThrow(expect.objectContaining({ code: 'configuration' }))
  })
})

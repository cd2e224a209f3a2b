import type { Seed } from '@looker-auth/emulator'
import { afterEach, describe, expect, it } from 'vitest'
import { boundMs, extent } from '../../../vitest.extents.ts'
import { createSession, type Session, type SessionOptions } from '../src/index.js'
import { type EmulatorProcess, startEmulator } from './emulator-process.js'

const coldCalls = extent('coldCalls')
const revokedCalls = extent('revokedCalls')
const userCount = extent('users')
/** How many of the 100 calls of each user are sent as requests. */
const sent = extent('callsSent')
const key = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }
const userIds = Array.from({ length: userCount }, (_, i) => i + 1000)
const manyUsers: Seed = {
  users: [{ id: 1, admin: true }, ...userIds.map(id => ({ id }))],
  apiKeys: [{ client_id: key.clientId, client_secret: key.clientSecret, user_id: 1 }],
}

const timeoutMs = boundMs(120_000 + userCount * sent * 5)

describe('against the emulator as a separate process, which counts', { timeout: timeoutMs }, () => {
  let emulator: EmulatorProcess
  let looker: Session | undefined

  async function start(seed?: Seed, options: SessionOptions = {}): Promise<Session> {
    emulator = await startEmulator(seed)
    looker = createSession({
      baseUrl: emulator.url,
      ...key,
      env: {},
      iniPath: false,
      proxy: false,
      ...options,
    })
    return looker
  }
  afterEach(async () => {
    await looker?.close()
    await emulator.close()
  })

  async function whoIs(session: Session): Promise<string> {
    const response = await session.fetch('/user')
    expect(response.status).toBe(200)
    return ((await response.json()) as { id: string }).id
  }

  // @promise one-login-for-all-callers
  it(`${coldCalls} cold calls cost 1 login`, async () => {
    const session = await start()
    const answers = await Promise.all(Array.from({ length: coldCalls }, () => whoIs(session)))
    expect(new Set(answers)).toEqual(new Set(['1']))
    expect(await emulator.stats()).toMatchObject({ login: 1, login_user: 0, user: coldCalls, refused: 0 })
  })

  // @promise one-login-for-all-callers
  it(`${userCount} users with 100 calls each cost 1 login and a sudo login a user, and each is answered as itself`, async () => {
    const session = await start(manyUsers)
    for (let round = 0; round < 100; round++) {
      const call = async (id: number) => {
        const user = session.as(id)
        if (round < sent) expect(await whoIs(user)).toBe(String(id))
        else await user.token()
      }
      await Promise.all(userIds.map(call))
    }
    expect(await emulator.stats()).toMatchObject({
      login: 1,
      login_user: userCount,
      user: userCount * sent,
      refused: 0,
    })
  })

  // @promise never-a-renewal-per-401
  it(`${revokedCalls} calls with a revoked token cost 1 renewal`, async () => {
    const session = await start()
    await whoIs(session)
    await emulator.revoke({ user_id: 1 })
    const answers = await Promise.all(Array.from({ length: revokedCalls }, () => whoIs(session)))
    expect(new Set(answers)).toEqual(new Set(['1']))
    expect(await emulator.stats()).toMatchObject({ login: 2 })
  })

  // @promise identity-survives-expiry
  it(`with all tokens dead under ${userCount} users, each is still answered as itself`, async () => {
    const session = await start(manyUsers)
    await Promise.all(userIds.map(id => session.as(id).token()))
    await Promise.all([1, ...userIds].map(user_id => emulator.revoke({ user_id })))
    await Promise.all(userIds.map(async id => expect(await whoIs(session.as(id))).toBe(String(id))))
    expect(await emulator.stats()).toMatchObject({ login: 2, login_user: 2 * userCount, user: userCount })
  })

  // @promise renewal-is-suppressed
  it('an endpoint that always answers 401 does not cost a login a call', async () => {
    const session = await start()
    await emulator.fault({ match: { path: '/api/4.0/users/*' }, times: 'always', status: 401 })
    for (let i = 0; i < 100; i++) {
      const response = await session.fetch(`/users/${i}`)
      expect(response.status).toBe(401)
      await response.body?.cancel()
      expect(await whoIs(session)).toBe('1')
    }
    expect(await emulator.stats()).toMatchObject({ login: 2, user: 100 })
  })

  // @promise late-token-is-revoked
  it('a login that lands after logout: its token is revoked on the server, and the session stays signed out', async () => {
    const events: string[] = []
    const session = await start(undefined, { onEvent: ({ type }) => events.push(type) })
    await emulator.fault({ match: { path: '/api/4.0/login' }, answerDelayMs: 2000 })
    const call = session.fetch('/user')
    const outcome = expect(call).rejects.toMatchObject({ code: 'signed_out' })
    await expect.poll(async () => (await emulator.stats()).login).toBe(1)
    expect(await session.logout()).toEqual({ revoked: false })
    await outcome
    await expect.poll(() => events).toContain('revoked')
    expect(session.state).toMatchObject({ status: 'signed_out', reason: 'logout' })
    await expect(session.token()).rejects.toMatchObject({ code: 'signed_out' })
    expect(await emulator.stats()).toMatchObject({ login: 1, logout: 1, live_tokens: 0, user: 0 })
  })
})

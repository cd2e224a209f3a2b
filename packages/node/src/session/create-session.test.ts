import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSession } from './create-session.js'

const settingsOfTheFetch = [
  [{ verifySsl: false }, 'verifySsl'],
  [{ ca: '/etc/ca.pem' }, 'ca'],
  [{ proxy: 'http://proxy.example' }, 'proxy'],
  [{ appId: 'a' }, 'appId'],
] as const

describe("node's createSession", () => {
  let emulator: Emulator
  let server: EmulatorServer
  const env = () => ({
    LOOKERSDK_BASE_URL: server.url,
    LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
    LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
  })

  beforeEach(async () => {
    emulator = createEmulator()
    server = await emulator.listen()
  })
  afterEach(() => server.close())

  it('comes configured from the environment, and acts as the API key and as other users', async () => {
    const looker = createSession({ env: env(), iniPath: false, appId: 'a-test' })
    expect(await (await looker.fetch('/user')).json()).toMatchObject({ id: '1' })
    const ana = looker.as('789')
    expect(await (await ana.fetch('/user')).json()).toMatchObject({ id: '789' })
    expect(emulator.requests.map(({ headers }) => headers['x-looker-appid'])).toEqual(Array(4).fill('a-test'))
    await looker.close()
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1, logout: 2, live_tokens: 0 })
  })

  it('throws at once when a setting is missing, and names where it looked', () => {
    expect(() => createSession({ env: {}, iniPath: false })).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.stringContaining('LOOKERSDK_BASE_URL'),
      }),
    )
  })

  it('asks for credentials first at a login', async () => {
    const looker = createSession({ env: { LOOKERSDK_BASE_URL: server.url }, iniPath: false })
    await expect(looker.token()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('LOOKERSDK_CLIENT_ID'),
    })
    await looker.close()
  })

  it('uses a token given from outside as it is, without credentials', async () => {
    const admin = createSession({ env: env(), iniPath: false })
    const preset = createSession({ baseUrl: server.url, token: await admin.token(), env: {}, iniPath: false })
    expect(await (await preset.fetch('/user')).json()).toMatchObject({ id: '1' })
    await preset.close()
    expect((await admin.fetch('/user')).status).toBe(200)
    expect(emulator.stats).toMatchObject({ login: 1, logout: 0 })
    await admin.close()
  })

  it('refuses a token beside an API key given as options, and not beside one of the environment', async () => {
    const options = { baseUrl: server.url, token: 'canary-token', iniPath: false } as const
    for (const [key, named] of [
      [{ clientId: 'a' }, 'clientId'],
      [{ clientSecret: 'canary' }, 'clientSecret'],
      [{ credentials: () => ({ clientId: 'a', clientSecret: 'b' }) }, 'credentials'],
    ] as const) {
      const make = () => createSession({ ...options, env: {}, ...key })
      expect(make).toThrow(
        expect.objectContaining({ code: 'configuration', message: expect.stringContaining(named) }),
      )
      expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining('canary') }))
    }
    await createSession({ ...options, env: env() }).close()
  })

  it('refuses settings of the connection beside a fetch that would not heed them', () => {
    const own = { env: env(), iniPath: false, fetch: globalThis.fetch } as const
    for (const [setting, named] of settingsOfTheFetch) {
      expect(() => createSession({ ...own, ...setting })).toThrow(
        expect.objectContaining({
          code: 'configuration',
          message: expect.stringContaining(`fetch excludes ${named}`),
        }),
      )
    }
  })

  it('takes a fetch beside verify_ssl of the environment, and beside proxy: false', async () => {
    const options = { env: { ...env(), LOOKERSDK_VERIFY_SSL: 'false' }, iniPath: false } as const
    await createSession({ ...options, proxy: false, fetch: globalThis.fetch }).close()
  })

  it('refuses an option that it does not know, and gives the right spelling', () => {
    const options = { env: env(), iniPath: false, max_sessions: 5 }
    expect(() => createSession(options as object)).toThrow(
      expect.objectContaining({ code: 'configuration', hint: 'Write maxSessions.' }),
    )
  })
})

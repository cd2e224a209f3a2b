import { Looker40SDK } from '@looker/sdk'
import { NodeSession, NodeTransport } from '@looker/sdk-node'
import {
  BrowserServices,
  BrowserTransport,
  ErrorDoc,
  type IApiSection,
  type IApiSettings,
  OAuthSession,
} from '@looker/sdk-rtl'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createEmulator, type EmulatorServer } from '../src/index'
import { APP, Browser, codeFor, oauthOf } from './browser'
import { ADMIN, clientOf, REGULAR } from './client'

let server: EmulatorServer | undefined
afterEach(() => server?.close())

/** The official SDK with settings of its own, so that no environment variable reaches it. */
class Settings implements IApiSettings {
  verify_ssl = true
  timeout = 30
  agentTag = 'emulator test'
  // Without one the SDK prints a line for each request.
  signal = new AbortController().signal

  constructor(
    readonly base_url: string,
    private readonly key: Record<string, string>,
  ) {}

  isConfigured = () => true
  readConfig = (): IApiSection => ({ base_url: this.base_url, ...this.key })
}

async function setUp(key: Record<string, string> = ADMIN, options = {}) {
  const emulator = createEmulator({ options })
  server = await emulator.listen()
  const settings = new Settings(server.url, key)
  const session = new NodeSession(settings, new NodeTransport(settings))
  return { emulator, session, sdk: new Looker40SDK(session) }
}

describe('the official SDK', () => {
  it('signs in, reads the current user, sudos and signs out', async () => {
    const { emulator, session, sdk } = await setUp(ADMIN, { release: '26.12' })
    expect(await sdk.ok(sdk.me())).toMatchObject({ id: '1', display_name: 'Ada Admin' })
    await session.login('789')
    expect(session.isSudo()).toBe(true)
    expect(await sdk.ok(sdk.me())).toMatchObject({ id: '789', is_disabled: false })
    expect(await sdk.ok(sdk.session())).toMatchObject({ workspace_id: 'production', sudo_user_id: '1' })
    expect(await sdk.ok(sdk.update_session({ workspace_id: 'dev' }))).toMatchObject({ workspace_id: 'dev' })
    expect(await session.logout()).toBe(true)
    expect(await sdk.ok(sdk.user('20'))).toMatchObject({ id: '20' })
    expect(await session.logout()).toBe(true)
    expect(session.isAuthenticated()).toBe(false)
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1, logout: 2, live_tokens: 0, refused: 0 })
  })

  it('is told by the error that its credentials are wrong', async () => {
    const { sdk } = await setUp({ ...ADMIN, client_secret: 'wrong' })
    await expect(sdk.ok(sdk.me())).rejects.toMatchObject({ message: 'Not found' })
  })

  it('is told by the error that only admins sudo', async () => {
    const { sdk, session } = await setUp(REGULAR)
    await sdk.ok(sdk.me())
    await expect(session.login('789')).rejects.toMatchObject({ message: 'Forbidden' })
  })

  it('reads the fields of a validation error', async () => {
    const { sdk } = await setUp()
    await expect(sdk.ok(sdk.update_session({ workspace_id: 'staging' }))).rejects.toMatchObject({
      message: 'Validation Failed',
      errors: [{ field: 'workspace_id', code: 'invalid' }],
    })
  })

  it('mints tokens by its own method', async () => {
    const { sdk } = await setUp()
    expect(await sdk.ok(sdk.login_user('789'))).toMatchObject({
      access_token: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      token_type: 'Bearer',
      expires_in: 3600,
    })
  })
})

describe('the official SDK, beyond signing in', () => {
  it('reads the versions and the parts that it names in fields', async () => {
    const { emulator, sdk } = await setUp(ADMIN, { release: '26.12' })
    expect(await sdk.ok(sdk.versions())).toMatchObject({ looker_release_version: '26.12' })
    expect(await sdk.ok(sdk.versions('supported_versions(version)'))).toEqual({
      supported_versions: [{ version: '4.0' }],
    })
    expect(await sdk.ok(sdk.me('id,display_name'))).toEqual({ id: '1', display_name: 'Ada Admin' })
    expect(await sdk.ok(sdk.user('789', 'first_name, can'))).toEqual({ first_name: 'Ana', can: {} })
    const fields = 'name,permission_set(name,built_in)'
    expect(await sdk.ok(sdk.user_roles({ user_id: '789', fields }))).toEqual([
      { name: 'User', permission_set: { name: 'User', built_in: true } },
    ])
    expect(await sdk.ok(sdk.all_oauth_client_apps('client_guid'))).toEqual([
      { client_guid: 'com.looker.cli' },
      { client_guid: APP.client_id },
    ])
    expect(emulator.stats.refused).toBe(0)
  })

  it('ends the tokens of an OAuth client app, for a user and for all', async () => {
    const { emulator, sdk } = await setUp()
    const looker = clientOf(emulator)
    const oauth = oauthOf(emulator)
    const [ana, bea, cleo] = [await oauth.signIn(789), await oauth.signIn(2), await oauth.signIn(3)]
    const whoAmI = () => Promise.all([ana, bea, cleo].map(({ accessToken }) => looker.whoAmI(accessToken)))
    expect(await sdk.ok(sdk.deactivate_app_user(APP.client_id, '789'))).toBe('')
    expect(await whoAmI()).toEqual([401, '2', '3'])
    expect(await sdk.ok(sdk.activate_app_user(APP.client_id, '789'))).toBe('')
    expect(await sdk.ok(sdk.invalidate_tokens(APP.client_id))).toBe('')
    expect(await whoAmI()).toEqual([401, 401, 401])
  })

  it.each<[string, (sdk: Looker40SDK) => Promise<unknown>, object]>([
    [
      'that is not there',
      sdk => sdk.user('4711'),
      { apiVersion: '4.0', statusCode: '404', apiPath: '/get/users/:user_id' },
    ],
    [
      'that is invalid',
      sdk => sdk.update_session({ workspace_id: 'staging' }),
      { apiVersion: '4.0', statusCode: '422', apiPath: '/patch/session' },
    ],
  ])('finds the operation in the documentation_url of a thing %s', async (_, call, parts) => {
    const { sdk } = await setUp()
    const answer = (await call(sdk)) as { ok: boolean; error: { documentation_url: string } }
    expect(answer.ok).toBe(false)
    expect(new ErrorDoc(sdk).parse(answer.error.documentation_url)).toMatchObject(parts)
  })
})

describe('the official SDK in a browser', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  /** What it needs of a browser besides fetch. */
  function stubBrowser() {
    const stored = new Map<string, string>()
    const sessionStorage = {
      getItem: (name: string) => stored.get(name) ?? null,
      setItem: (name: string, value: string) => stored.set(name, value),
      removeItem: (name: string) => stored.delete(name),
    }
    vi.stubGlobal('sessionStorage', sessionStorage)
    vi.stubGlobal('window', { crypto, performance, sessionStorage })
  }

  it('signs in by OAuth, and renews by its refresh token', async () => {
    stubBrowser()
    const emulator = createEmulator({ options: { release: '26.12', tokenLifetimeSeconds: 60 } })
    server = await emulator.listen()
    const settings = new Settings(server.url, { ...APP, looker_url: server.url })
    const session = new OAuthSession(
      new BrowserServices({ settings, transport: new BrowserTransport(settings) }),
    )
    const url = new URL(await session.createAuthCodeRequestUrl('cors_api', 'a state'))
    expect(url.origin + url.pathname).toBe(`${server.url}/auth`)
    await session.redeemAuthCode(await codeFor(new Browser(fetch, server.url), 789, url.search.slice(1)))
    const sdk = new Looker40SDK(session)
    expect(await sdk.ok(sdk.me())).toMatchObject({ id: '789', display_name: 'Ana Regular' })

    session.activeToken.expiresAt = new Date(0)
    expect(await sdk.ok(sdk.me())).toMatchObject({ id: '789' })
    expect(emulator.stats).toMatchObject({ token_code: 1, token_refresh: 1, user: 2, login: 0 })

    expect(await session.logout()).toBe(true)
    expect(emulator.stats).toMatchObject({ logout: 1, live_refresh_tokens: 0, refused: 0 })
  })
})

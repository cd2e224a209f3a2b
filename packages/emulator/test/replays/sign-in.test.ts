import { afterEach, describe, expect, it } from 'vitest'
import { createEmulator, defaultSeed, type EmulatorInit, type EmulatorServer } from '../../src/index'
import { ADMIN, docs, REGULAR, UNROUTED } from '../client'
import type { ClientRequests, Key } from './client-requests'
import { csharpSdk } from './csharp-sdk'
import { goSdk } from './go-sdk'
import { apache, javaNet, kotlinSdk, kotlinSdkBehindProxy } from './kotlin-sdk'
import { type RawRequest, sendRaw } from './raw-request'
import { swiftSdk } from './swift-sdk'

let server: EmulatorServer | undefined
afterEach(() => server?.close())

async function setUp(sdk: ClientRequests, init: EmulatorInit = { options: { release: '26.12' } }) {
  const emulator = createEmulator(init)
  server = await emulator.listen()
  const { url } = server
  const { host } = new URL(url)
  const send = (request: RawRequest) => sendRaw(url, request)
  const json = async (request: RawRequest) => {
    const { status, body } = await send(request)
    return { status, body: JSON.parse(body) as Record<string, unknown> }
  }
  const token = async (request: RawRequest) => {
    const { status, body } = await json(request)
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3600])
    return String(body.access_token)
  }
  const whoAmI = async (accessToken: string) => {
    const { status, body } = await json(sdk.me(host, accessToken))
    return status === 200 ? body.id : status
  }
  return { emulator, host, send, json, token, whoAmI }
}

describe.each([
  ['Go', goSdk],
  ['Swift', swiftSdk],
  ["Kotlin, with Java's HTTP client", kotlinSdk(javaNet)],
  ["Kotlin, with Apache's HTTP client", kotlinSdk(apache)],
  ['C#', csharpSdk],
])('the official SDK for %s', (_, sdk) => {
  it('signs in, acts as a user, and signs both out', async () => {
    const { emulator, host, send, token, whoAmI } = await setUp(sdk)
    const admin = await token(sdk.login(host, ADMIN))
    const ana = await token(sdk.loginUser(host, '789', admin))
    expect(await whoAmI(ana)).toBe('789')
    expect(await send(sdk.logout(host, ana))).toEqual({ status: 204, body: '' })
    expect([await whoAmI(ana), await whoAmI(admin)]).toEqual([401, '1'])
    expect((await send(sdk.logout(host, admin))).status).toBe(204)
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1, user: 2, logout: 2, live_tokens: 0 })
    const { requests } = emulator
    expect(requests.map(({ headers }) => headers['x-looker-appid'])).toEqual(Array(7).fill(sdk.appId))
    expect(requests.map(({ as }) => as?.userId)).toEqual([undefined, '1', '789', '789', undefined, '1', '1'])
    const shown = JSON.stringify(requests)
    for (const secret of [ADMIN.client_secret, admin, ana]) expect(shown).not.toContain(secret)
  })

  it('signs in with a secret that its form must escape', async () => {
    const secret = "a b&c=d/e?f:é~*(!)'"
    const { users = [] } = defaultSeed()
    const apiKeys = [{ client_id: 'my key', client_secret: secret, user_id: 1 }]
    const { emulator, host, token, whoAmI } = await setUp(sdk, { seed: { users, apiKeys } })
    const admin = await token(sdk.login(host, { client_id: 'my key', client_secret: secret }))
    expect(await whoAmI(admin)).toBe('1')
    expect(emulator.requests[0]?.body).toMatchObject({ client_id: 'my key', client_secret: '(masked)' })
  })

  it.each<[string, Key, string, [number, object]]>([
    [
      'a wrong secret',
      { ...ADMIN, client_secret: 'wrong' },
      '789',
      [404, { message: 'Not found', documentation_url: docs('404/post/login') }],
    ],
    [
      'a user who is no admin',
      REGULAR,
      '789',
      [403, { message: 'Forbidden', documentation_url: docs('403/post/login/:user_id') }],
    ],
    [
      'a user who does not exist',
      ADMIN,
      '4711',
      [404, { message: 'Not found', documentation_url: docs('404/post/login/:user_id') }],
    ],
  ])('is refused for %s', async (__, key, userId, [status, body]) => {
    const { host, json } = await setUp(sdk)
    const login = await json(sdk.login(host, key))
    const answer =
      login.status === 200 ? await json(sdk.loginUser(host, userId, String(login.body.access_token))) : login
    expect(answer).toEqual({ status, body })
  })
})

describe('the official SDK for Kotlin behind an Identity-Aware Proxy', () => {
  const proxyToken = 'header.payload.signature'

  it.each([
    ['Java', javaNet],
    ['Apache', apache],
  ])('signs in and out by its own token (%s)', async (_, http) => {
    const sdk = kotlinSdkBehindProxy(http, proxyToken)
    const { emulator, host, send, token, whoAmI } = await setUp(sdk)
    const admin = await token(sdk.login(host, ADMIN))
    expect(await whoAmI(admin)).toBe('1')
    expect((await send(sdk.logout(host, admin))).status).toBe(204)
    expect(await whoAmI(admin)).toBe(401)
    expect(JSON.stringify(emulator.requests)).not.toContain(proxyToken)
  })

  it('gets no token of another user, because its request names no version', async () => {
    const sdk = kotlinSdkBehindProxy(javaNet, proxyToken)
    const { host, json, token } = await setUp(sdk)
    const admin = await token(sdk.login(host, ADMIN))
    expect(await json(sdk.loginUser(host, '789', admin))).toEqual({ status: 404, body: UNROUTED })
  })
})

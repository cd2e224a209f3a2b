import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Looker40SDK } from '@looker/sdk'
import { NodeSession, NodeTransport } from '@looker/sdk-node'
import type { IApiSettings } from '@looker/sdk-rtl'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { lookerSdk } from '../src/index'
import { atEnd, credentials, scene } from './scene'

afterEach(() => vi.restoreAllMocks())

/** The same SDK class on a session of ours, and on the one that comes with it. */
async function both() {
  const debug = vi.spyOn(console, 'debug').mockImplementation(() => {})
  const { looker, url, emulator } = await scene()
  const settings: IApiSettings = {
    base_url: url,
    verify_ssl: true,
    timeout: 120,
    agentTag: 'beside',
    isConfigured: () => true,
    readConfig: () => ({ client_id: credentials.clientId, client_secret: credentials.clientSecret }),
  }
  const official = new Looker40SDK(new NodeSession(settings, new NodeTransport(settings)))
  return { sdks: { ours: lookerSdk(looker), official, looker }, emulator, debug }
}

/** Documents what the official session does; if one of these fails with a newer SDK, docs/official-sdk.md is out of date. */
describe.each(['ours', 'official'] as const)('beside each other: %s', which => {
  const isOurs = which === 'ours'

  test(isOurs ? '100 cold calls are one login' : '100 cold calls are 100 logins', async () => {
    const { sdks, emulator } = await both()
    await Promise.all(Array.from({ length: 100 }, () => sdks[which].me()))
    expect(emulator.stats.login).toBe(isOurs ? 1 : 100)
  })

  test(isOurs ? 'two users at once are themselves' : 'of two users at once, one is the other', async () => {
    const { sdks } = await both()
    await sdks[which].me()
    // The official session has one identity for everybody; ours has an SDK object for each.
    const users = ['789', '20'].map(id => ({ id, sdk: isOurs ? lookerSdk(sdks.looker) : sdks.official }))
    await Promise.all(users.map(({ id, sdk }) => sdk.authSession.login(id)))
    const ids = await Promise.all(users.map(async ({ sdk }) => (await sdk.ok(sdk.me('id'))).id))
    expect(ids.join() === '789,20').toBe(isOurs)
  })

  test(isOurs ? 'another origin gets no token' : 'another origin gets the token', async () => {
    const { sdks } = await both()
    const received: (string | undefined)[] = []
    const elsewhere = createServer(({ headers }, response) => {
      received.push(headers.authorization)
      response.setHeader('content-type', 'application/json').end('{}')
    })
    await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
    atEnd(() => elsewhere.close())
    await sdks[which].get(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`)
    expect(received.length === 0).toBe(isOurs)
    if (!isOurs) expect(received[0]).toMatch(/^Bearer ./)
  })

  test(isOurs ? 'a revoked token is replaced' : 'a revoked token fails until its local expiry', async () => {
    const { sdks, emulator } = await both()
    const sdk = sdks[which]
    await sdk.me()
    emulator.revoke({ user_id: '1' })
    expect([(await sdk.me()).ok, (await sdk.me()).ok]).toEqual([isOurs, isOurs])
  })

  test(isOurs ? 'a timeout ends the call' : 'a timeout does not end the call', async () => {
    const { sdks, emulator } = await both()
    const sdk = sdks[which]
    await sdk.me()
    emulator.faults.add({ match: { path: '*/user' }, answerDelayMs: 1500 })
    expect((await sdk.me(undefined, { timeout: 0.5 })).ok).toBe(!isOurs)
  })

  test(isOurs ? 'nothing is printed' : 'calls print lines on stdout', async () => {
    const { sdks, debug } = await both()
    await sdks[which].me()
    expect(debug.mock.calls.length > 0).toBe(!isOurs)
  })
})

test('beside each other: a request is the same on the wire, but for its token and headers of the platform', async () => {
  const { sdks, emulator } = await both()
  const calls = (sdk: Looker40SDK): (() => Promise<unknown>)[] => [
    () => sdk.all_users({ ids: undefined as never, fields: 'id,display_name', limit: 2, sorts: 'id desc' }),
    () => sdk.user('789', 'id'),
    () => sdk.create_query({ model: 'm', view: 'v', fields: ['a', 'b'] }),
  ]
  const seen: unknown[] = []
  for (const sdk of [sdks.ours, sdks.official]) {
    await sdk.me()
    const before = emulator.requests.length
    for (const call of calls(sdk)) await call()
    const requests = emulator.requests.slice(before)
    seen.push(
      requests.map(({ method, path, query, body, headers }) => [
        method,
        path,
        query,
        body,
        headers['content-type'],
      ]),
    )
  }
  expect(seen[0]).toEqual(seen[1])
})

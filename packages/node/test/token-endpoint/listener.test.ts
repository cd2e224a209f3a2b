import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { buffer, json, text } from 'node:stream/consumers'
import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSession, createTokenEndpoint, type Session } from '../../src/index'
import { tokenEndpointListener } from '../../src/token-endpoint/index'

let emulator: Emulator
let looker: EmulatorServer
let session: Session
let app: Server

beforeEach(async () => {
  emulator = createEmulator()
  looker = await emulator.listen()
  const key = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }
  session = createSession({ baseUrl: looker.url, ...key, env: {} })
})

afterEach(async () => {
  app.closeAllConnections()
  await new Promise(resolve => app.close(resolve))
  await session.close()
  await looker.close()
})

/** The application's server; `parse` reads the body before the endpoint does, as frameworks do. */
async function serve(parse?: (incoming: IncomingMessage) => Promise<unknown>): Promise<string> {
  const endpoint = createTokenEndpoint({
    session,
    userFor: request =>
      request.headers.get('cookie') === 'sid=ana' ? { userId: '789', sessionId: 'ana-1' } : null,
  })
  const listener = tokenEndpointListener(endpoint)
  app = createServer(async (incoming: IncomingMessage & { body?: unknown }, outgoing) => {
    if (parse) incoming.body = await parse(incoming)
    await listener(incoming, outgoing)
  })
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(app.address() as AddressInfo).port}`
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/looker-token`, {
    method: 'POST',
    headers: {
      origin: url,
      cookie: 'sid=ana',
      'content-type': 'application/json',
      'x-looker-auth': '1',
      ...headers,
    },
    body: JSON.stringify({ operation: 'token', user_id: '789' }),
  })
}

describe('a token endpoint on Node’s http', () => {
  it.each([
    ['reads the body itself', undefined],
    ['takes the body that a framework parsed', json],
    ['takes the body that a framework read as text', text],
    ['takes the body that a framework read as bytes', buffer],
    [
      'takes the body that a framework read as an array of bytes',
      async body => new Uint8Array(await buffer(body)),
    ],
  ] satisfies [string, Parameters<typeof serve>[0]][])('%s', async (_, parse) => {
    const url = await serve(parse)
    const response = await ask(url)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { access_token, user_id } = (await response.json()) as Record<string, string>
    expect(user_id).toBe('789')
    const who = await fetch(`${looker.url}/api/4.0/user`, {
      headers: { authorization: `token ${access_token}` },
    })
    expect(await who.json()).toMatchObject({ id: '789' })
  })

  it('refuses a page of another origin, and who is not signed in', async () => {
    const url = await serve()
    expect((await ask(url, { origin: 'http://evil.example' })).status).toBe(403)
    expect((await ask(url, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const nobody = await ask(url, { cookie: 'sid=other' })
    expect(nobody.status).toBe(401)
    expect(await nobody.json()).toMatchObject({ error: { code: 'sign_in_required' } })
    expect(emulator.stats.login_user).toBe(0)
  })

  it('answers a request without a sign-in before its body has arrived', async () => {
    const url = await serve()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const head = ['POST /looker-token HTTP/1.1', `Host: ${new URL(url).host}`, `Origin: ${url}`]
    const fields = ['Cookie: sid=other', 'X-Looker-Auth: 1', 'Content-Length: 4000']
    socket.write(`${[...head, ...fields].join('\r\n')}\r\n\r\n{"operation":`)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /)
    socket.destroy()
  })
})

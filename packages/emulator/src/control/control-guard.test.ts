import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createEmulator, type EmulatorServer } from '../index'

const JSON_BODY = { 'content-type': 'application/json' }
const FAULT = '{"match":{"path":"*"},"times":"always","status":503}'

const servers: EmulatorServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

/** A server with control, and what a client says to it, byte for byte: `fetch` sets no Host. */
async function setUp(host = '127.0.0.1') {
  const emulator = createEmulator({ control: true })
  const server = await emulator.listen({ host })
  servers.push(server)
  const send = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    new Promise<{ status: number | undefined; message: unknown }>((resolve, reject) => {
      const sent = request(
        {
          host: new URL(server.url).hostname.replace(/[[\]]/g, ''),
          port: server.port,
          method,
          path,
          headers,
        },
        async answer => {
          let text = ''
          for await (const chunk of answer.setEncoding('utf8')) text += chunk
          resolve({ status: answer.statusCode, message: text && JSON.parse(text).message })
        },
      )
      sent.on('error', reject).end(body)
    })
  const addFault = (headers: Record<string, string>) => send('POST', '/__emulator/faults', headers, FAULT)
  const faultWasAdded = async () => (await fetch(`${server.url}/alive`)).status === 503
  return { emulator, server, send, addFault, faultWasAdded }
}

describe('the control endpoints, asked over HTTP', () => {
  it.each([
    'evil.example',
    'evil.example:{port}',
    'localhost.evil.example:{port}',
    '127.0.0.1.evil.example:{port}',
    '127.0.0.1@evil.example:{port}',
    '192.0.2.1:{port}',
    '0.0.0.0:{port}',
    '[2001:db8::1]:{port}',
  ])('do not answer a page that reached them by another name for this machine: %s', async host => {
    const { server, send, addFault, faultWasAdded } = await setUp()
    const headers = { ...JSON_BODY, host: host.replace('{port}', String(server.port)) }
    // What cannot be a host is refused before.
    const refused = host.includes('@') ? 400 : 403
    expect((await addFault(headers)).status).toBe(refused)
    expect((await send('DELETE', '/__emulator/faults', headers)).status).toBe(refused)
    expect((await send('GET', '/__emulator/requests', headers)).status).toBe(refused)
    expect(await faultWasAdded()).toBe(false)
  })

  it('look at the Host header, whatever host the request line names', async () => {
    const { server, send } = await setUp()
    const host = 'evil.example'
    expect((await send('GET', `${server.url}/__emulator/stats`, { host })).status).toBe(403)
    const ours = new URL(server.url).host
    expect((await send('GET', 'http://evil.example/__emulator/stats', { host: ours })).status).toBe(403)
  })

  it.each(['127.0.0.1', '127.0.0.1:{port}', 'localhost:{port}', 'LOCALHOST', '127.1.2.3', '[::1]:{port}'])(
    'answer a client on this machine, by any name of it: %s',
    async host => {
      const { server, addFault, faultWasAdded } = await setUp()
      const headers = { ...JSON_BODY, host: host.replace('{port}', String(server.port)) }
      expect((await addFault(headers)).status).toBe(200)
      expect(await faultWasAdded()).toBe(true)
    },
  )

  it.each(['https://evil.example', 'http://127.0.0.1:5173', 'null', '{own}'])(
    'do not answer a page, of whatever origin: %s',
    async name => {
      const { emulator, server, send, addFault, faultWasAdded } = await setUp()
      const origin = name.replace('{own}', server.url)
      if (origin.startsWith('http:')) emulator.allowedOrigins.add(origin)
      const { status, message } = await addFault({ ...JSON_BODY, origin })
      expect([status, message]).toEqual([403, expect.stringContaining('Origin')])
      expect((await send('GET', '/__emulator/stats', { origin })).status).toBe(403)
      expect((await send('DELETE', '/__emulator/origins', { origin })).status).toBe(403)
      expect(await faultWasAdded()).toBe(false)
    },
  )

  it.each(['cross-site', 'same-site'])(
    'do not answer what the browser calls %s, though it names no origin',
    async site => {
      const { send, addFault, faultWasAdded } = await setUp()
      const headers = { ...JSON_BODY, 'sec-fetch-site': site }
      expect((await addFault(headers)).status).toBe(403)
      expect((await send('GET', '/__emulator/requests', headers)).status).toBe(403)
      expect(await faultWasAdded()).toBe(false)
    },
  )

  it('show the counts to a person who types their address', async () => {
    const { send } = await setUp()
    expect((await send('GET', '/__emulator/stats', { 'sec-fetch-site': 'none' })).status).toBe(200)
  })

  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; x=application/json',
  ])('take JSON only by its name, not as %s, which any page can send', async type => {
    const { addFault, faultWasAdded } = await setUp()
    const { status, message } = await addFault(type === undefined ? {} : { 'content-type': type })
    expect([status, message]).toEqual([415, expect.stringContaining('content-type: application/json')])
    expect(await faultWasAdded()).toBe(false)
    expect((await addFault({ 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(200)
  })

  it('name what to do about a refused Host', async () => {
    const { addFault } = await setUp()
    const { message } = await addFault({ ...JSON_BODY, host: 'looker:19999' })
    expect(message).toBe(
      'The control endpoints answer a Host of this machine only, such as 127.0.0.1 or localhost. From elsewhere, send the header "Host: localhost".',
    )
  })
})

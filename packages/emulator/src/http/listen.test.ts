import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { get as httpsGet } from 'node:https'
import { connect } from 'node:net'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, it } from 'vitest'
import { APP, Browser, codeFor, postToken, VERIFIER } from '../../test/browser'
import { ADMIN, client, FORM } from '../../test/client'
import { createEmulator, type EmulatorServer, type Fault, type ListenOptions } from '../index'

const servers: EmulatorServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()))
})

async function setUp(init: Parameters<typeof createEmulator>[0] = {}, options: ListenOptions = {}) {
  const emulator = createEmulator(init)
  const server = await emulator.listen(options)
  servers.push(server)
  return { emulator, server, looker: client(fetch, server.url) }
}

/** All bytes that the server sends for these, until it closes the connection. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('utf8')
    socket.on('data', data => {
      received += data
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}

describe('a listening emulator', () => {
  it('serves the journey on a free port of 127.0.0.1', async () => {
    const { emulator, server, looker } = await setUp()
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    const admin = await looker.login()
    const sudo = await looker.loginUser(789, admin)
    expect(await looker.whoAmI(sudo)).toBe('789')
    const out = await looker.send('DELETE', '/logout', sudo)
    expect([out.status, await out.text()]).toEqual([204, ''])
    expect(await looker.whoAmI(sudo)).toBe(401)
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1, logout: 1, requests: 5 })
  })

  it('keeps the double slash of a base URL with a trailing slash', async () => {
    const { server } = await setUp()
    const response = await fetch(`${server.url}//api/4.0/login`, { method: 'POST' })
    expect(response.status).toBe(401)
  })

  it('answers /alive with a body of no bytes', async () => {
    const { server } = await setUp()
    const response = await fetch(`${server.url}/alive`)
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['0', ''])
  })

  it('serves several times, with one state', async () => {
    const { emulator, looker } = await setUp()
    const second = await emulator.listen()
    servers.push(second)
    expect(await client(fetch, second.url).whoAmI(await looker.login())).toBe('1')
  })

  it('serves HTTPS with a key and a certificate', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
    const { server } = await setUp({}, { tls: { key, cert } })
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const versions = await new Promise<string>((resolve, reject) => {
      httpsGet(`${server.url}/versions`, { rejectUnauthorized: false, agent: false }, response => {
        let text = ''
        response.on('data', chunk => {
          text += chunk
        })
        response.on('end', () => resolve(text))
      }).on('error', reject)
    })
    expect(JSON.parse(versions)).toMatchObject({ api_server_url: server.url })
  })

  it.each(['', ' ', 'http://127.0.0.1', '127.0.0.1:80', '[::1]', 'a b'])(
    'rejects the host %j, instead of listening on every address of the machine',
    async host => {
      const emulator = createEmulator()
      await expect(emulator.listen({ host })).rejects.toThrow(
        'Invalid listen options: host must be a host name or an IP address, such as 127.0.0.1',
      )
    },
  )

  it('rejects when the port is taken', async () => {
    const { emulator, server } = await setUp()
    await expect(emulator.listen({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('leaves the global Request and Response as they are', async () => {
    const before = [globalThis.Request, globalThis.Response]
    await setUp()
    expect([globalThis.Request, globalThis.Response]).toEqual(before)
  })

  it('refuses a long body while it is still being sent', async () => {
    const { server, looker } = await setUp({ options: { maxRequestBytes: 1000 } })
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${server.url}/api/4.0/login`, {
        method: 'POST',
        headers: FORM,
        agent: false,
      })
      request.on('response', response => {
        resolve(response.statusCode)
        request.destroy()
      })
      request.on('error', reject)
      request.write('x'.repeat(2000))
    })
    expect(status).toBe(413)
    expect((await looker.post('/login', ADMIN)).status).toBe(200)
  })

  it('notes a client that leaves during a delay', async () => {
    const { emulator, server } = await setUp()
    emulator.faults.add({ match: { path: '/alive' }, delayMs: 60_000 })
    const controller = new AbortController()
    const answer = fetch(`${server.url}/alive`, { signal: controller.signal })
    await expect.poll(() => emulator.requests.length).toBe(1)
    controller.abort()
    await expect(answer).rejects.toThrow('aborted')
    await expect.poll(() => emulator.requests[0]?.outcome).toBe('aborted')
  })
})

describe('one emulator on two ports', () => {
  const twoPorts = async () => {
    const { emulator, server: api } = await setUp({ control: true }, { serve: 'api' })
    const web = await emulator.listen({ serve: 'web' })
    servers.push(web)
    return { emulator, api, web }
  }
  const urls = async ({ url }: EmulatorServer) => {
    const body = (await (await fetch(`${url}/versions`)).json()) as Record<string, string>
    const { api_server_url, web_server_url } = body
    return [api_server_url, web_server_url]
  }

  it.each<['api' | 'web', string, string, number]>([
    ['api', 'GET', '/api/4.0/user', 401],
    ['api', 'POST', '/api/token', 400],
    ['api', 'POST', '/login', 403],
    ['api', 'GET', '/auth', 404],
    ['api', 'POST', '/auth', 404],
    ['web', 'GET', '/api/4.0/user', 404],
    ['web', 'POST', '/api/4.0/login', 404],
    ['web', 'POST', '/api/token', 404],
    ['web', 'GET', '/api/4.0/oauth_client_apps', 404],
    ['web', 'POST', '/login', 404],
    ['web', 'GET', '/auth', 400],
    ['web', 'GET', '/alive', 200],
    ['api', 'GET', '/alive', 200],
    ['web', 'GET', '/__emulator/stats', 200],
  ])('on that of %s answers %s %s with %i', async (name, method, path, status) => {
    const ports = await twoPorts()
    expect((await fetch(ports[name].url + path, { method })).status).toBe(status)
  })

  it('has the whole sign-in from one to the other', async () => {
    const { api, web } = await twoPorts()
    const code = await codeFor(new Browser(fetch, web.url), 789)
    const grant = { grant_type: 'authorization_code', ...APP, code, code_verifier: VERIFIER }
    const { status, accessToken } = await postToken(fetch, grant, api.url)
    expect([status, await client(fetch, api.url).whoAmI(accessToken)]).toEqual([200, '789'])
  })

  it('has no CORS on that of the web pages', async () => {
    const { emulator, api, web } = await twoPorts()
    const origin = 'http://127.0.0.1:5173'
    emulator.allowedOrigins.add(origin)
    const allowed = async ({ url }: EmulatorServer) =>
      (await fetch(`${url}/api/4.0/user`, { headers: { origin } })).headers.get('access-control-allow-origin')
    expect([await allowed(api), await allowed(web)]).toEqual([origin, null])
  })

  it('names both in /versions, the one that was asked where it can', async () => {
    const { emulator, api, web } = await twoPorts()
    expect(await urls(api)).toEqual([api.url, web.url])
    expect(await urls(web)).toEqual([api.url, web.url])
    const both = await emulator.listen()
    servers.push(both)
    expect(await urls(both)).toEqual([both.url, both.url])
    expect(await urls(api)).toEqual([api.url, both.url])
    await both.close()
    expect(await urls(api)).toEqual([api.url, web.url])
    await web.close()
    expect(await urls(api)).toEqual([api.url, api.url])
  })

  it('takes no other kind of port', async () => {
    await expect(createEmulator().listen({ serve: 'pages' as never })).rejects.toThrow(
      'Invalid listen options: serve must be one of "api", "web", "both"',
    )
  })
})

describe('closing', () => {
  it('ends idle, waiting and stalled connections at once', async () => {
    const { emulator, server } = await setUp()
    const idle = connect(server.port, '127.0.0.1')
    idle.write('GET /alive HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n')
    await once(idle, 'data')
    const idleEnds = once(idle, 'close')
    emulator.faults.add({ match: { path: '/alive' }, delayMs: 3_600_000 })
    emulator.faults.add({ match: { path: '/versions' }, stall: true })
    const waiting = fetch(`${server.url}/alive`)
    waiting.catch(() => {})
    const stalled = await fetch(`${server.url}/versions`)
    await expect.poll(() => emulator.requests.length).toBe(3)
    await server.close()
    await idleEnds
    await expect(waiting).rejects.toThrow('fetch failed')
    await expect(stalled.text()).rejects.toThrow('terminated')
    await expect.poll(() => emulator.requests.map(({ outcome }) => outcome)).toContain('aborted')
  })

  it('can be done twice, and frees the port', async () => {
    const { emulator, server } = await setUp()
    await Promise.all([server.close(), server.close()])
    const again = await emulator.listen({ port: server.port })
    servers.push(again)
    expect(again.port).toBe(server.port)
  })
})

describe('a fault on the wire', () => {
  const meet = async (fault: Omit<Fault, 'match'>) => {
    const { emulator, server } = await setUp()
    emulator.faults.add({ match: { path: '/versions' }, ...fault })
    const received = await exchange(server.port, 'GET /versions HTTP/1.1\r\nhost: x\r\n\r\n')
    expect(emulator.requests.at(-1)?.outcome).toBe('broken')
    return received
  }

  it('closes the connection before an answer', async () => {
    expect(await meet({ drop: true })).toBe('')
    expect(await meet({ drop: 'after' })).toBe('')
  })

  it('closes it in the middle of a body whose whole length was announced', async () => {
    const received = await meet({ drop: 'body', body: '0123456789' })
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(received).toMatch(/\r\ncontent-length: 10\r\n/)
    expect(received).toMatch(/\r\n\r\n01234$/)
  })

  it('does not hang on an empty body', async () => {
    await meet({ drop: 'body', body: '' })
  })

  it('sends raw characters', async () => {
    expect(await meet({ raw: 'SSH-2.0-OpenSSH\r\n' })).toBe('SSH-2.0-OpenSSH\r\n')
  })

  it('sends a 204 with a body', async () => {
    const received = await meet({ status: 204, body: '{"access_token":"ü"}' })
    expect(received).toMatch(/^HTTP\/1\.1 204 /)
    expect(received).toMatch(/content-length: 21\r\n.*\r\n\r\n\{"access_token":"ü"\}$/s)
  })

  it('stalls after raw characters, such as headers that never end', async () => {
    const { emulator, server } = await setUp()
    emulator.faults.add({ match: { path: '/versions' }, raw: 'HTTP/1.1 200 OK\r\nx-a: 1\r\n', stall: true })
    const socket = connect(server.port, '127.0.0.1').setEncoding('utf8')
    socket.write('GET /versions HTTP/1.1\r\nhost: x\r\n\r\n')
    const [received] = await once(socket, 'data')
    expect(received).toBe('HTTP/1.1 200 OK\r\nx-a: 1\r\n')
    const ends = once(socket, 'close')
    await server.close()
    await ends
  })

  it('streams 100 MB, and stops when the client does', async () => {
    const { emulator, server } = await setUp()
    emulator.faults.add({ match: { path: '/versions' }, times: 2, bodyBytes: 100_000_000 })
    let length = 0
    const whole = await fetch(`${server.url}/versions`)
    for await (const chunk of whole.body ?? []) length += chunk.byteLength
    expect(length).toBe(100_000_000)
    const left = await fetch(`${server.url}/versions`)
    await left.body?.cancel()
    expect((await fetch(`${server.url}/alive`)).status).toBe(200)
  })

  it('sends headers longer than clients take', async () => {
    const { emulator, server } = await setUp()
    emulator.faults.add({
      match: { path: '/versions' },
      body: '{}',
      headers: { 'x-fill': 'a'.repeat(100_000) },
    })
    await expect(fetch(`${server.url}/versions`)).rejects.toThrow('fetch failed')
  })
})

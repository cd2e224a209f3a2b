import { describe, expect, test } from 'vitest'
import { inspectAll, rejection } from '../../test/inspect-all.js'
import { forwardProxy, httpServer, httpsServer, rawServer, runNode, selfSigned } from '../../test/servers.js'
import { nodeFetch } from './node-fetch.js'

const certificate = await selfSigned()
const built = JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)

describe('a proxy', () => {
  test('http: requests go to it with the whole address, query and body included', async () => {
    const server = await httpServer(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      response.end(`${request.method} ${request.url} ${body}`)
    })
    const proxy = await forwardProxy()
    const fetch = nodeFetch({ proxy: proxy.origin })
    const response = await fetch(`${server.origin}/a?b=c%20d`, { method: 'POST', body: 'text' })
    expect(await response.text()).toBe('POST /a?b=c%20d text')
    expect(proxy.asked).toEqual([`POST ${server.origin}/a?b=c%20d`])
  })

  test('https: requests go through a tunnel: the proxy sees the host alone', async () => {
    const server = await httpsServer(certificate, (request, response) =>
      response.end(`${request.headers.authorization} ${request.url}`),
    )
    const proxy = await forwardProxy()
    const fetch = nodeFetch({ proxy: proxy.origin, ca: certificate.cert })
    const response = await fetch(`${server.origin}/secret`, { headers: { authorization: 'token X' } })
    expect(await response.text()).toBe('token X /secret')
    expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${server.port}`])
  })

  test('one connection through it serves one request after the other', async () => {
    const plain = await httpServer((_, response) => response.end('x'))
    const secure = await httpsServer(certificate, (_, response) => response.end('x'))
    const proxy = await forwardProxy()
    const fetch = nodeFetch({ proxy: proxy.origin, ca: certificate.cert })
    for (const { origin } of [plain, plain, secure, secure]) await (await fetch(origin)).text()
    expect(secure.sockets).toHaveLength(1)
    expect(proxy.sockets).toHaveLength(2)
  })

  test('name and password of its address are sent to it, and to nobody else', async () => {
    const seen: unknown[] = []
    const plain = await httpServer((request, response) => {
      seen.push(request.headers['proxy-authorization'])
      response.end()
    })
    const secure = await httpsServer(certificate, (request, response) => {
      seen.push(request.headers['proxy-authorization'])
      response.end()
    })
    const proxy = await forwardProxy()
    const address = proxy.origin.replace('://', '://user:p%40ss@')
    const fetch = nodeFetch({ proxy: address, ca: certificate.cert })
    await fetch(plain.origin)
    await fetch(secure.origin)
    const basic = `Basic ${btoa('user:p@ss')}`
    expect(proxy.authorizations).toEqual([basic, basic])
    expect(seen).toEqual([undefined, undefined])
  })

  test('a refused tunnel is a failure, not an answer of the server behind it', async () => {
    const proxy = await forwardProxy(407)
    const address = proxy.origin.replace('://', '://user:canary-password@')
    const error = await rejection(nodeFetch({ proxy: address })('https://looker.example/api?x=canary-query'))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.cause?.code).toBe('ERR_PROXY_TUNNEL')
    expect(inspectAll(error)).toContain('407')
    expect(inspectAll(error)).not.toContain('canary')
  })

  test('a tunnel that the proxy cannot make, as the server is down, has a code of its own', async () => {
    const proxy = await forwardProxy(503)
    const error = await rejection(nodeFetch({ proxy: proxy.origin })('https://looker.example/'))
    expect(error.cause).toMatchObject({
      code: 'ERR_PROXY_UNAVAILABLE',
      message: 'The proxy could not reach the server: HTTP 503',
    })
  })

  test('one that wants a password for a plain request is a failure, not an answer of the server', async () => {
    const proxy = await httpServer((_, response) => response.writeHead(407).end('canary-page'))
    const error = await rejection(nodeFetch({ proxy: proxy.origin })('http://looker.example/'))
    expect(error.cause).toMatchObject({
      code: 'ERR_PROXY_TUNNEL',
      message: 'The proxy refused the request: HTTP 407',
    })
    expect(inspectAll(error)).not.toContain('canary')
  })

  test('a 407 of a server that is no proxy is its answer', async () => {
    const server = await httpServer((_, response) => response.writeHead(407).end('page'))
    const response = await nodeFetch({ proxy: false })(server.origin)
    expect([response.status, await response.text()]).toEqual([407, 'page'])
  })

  test('one that ends the connection, or does not speak HTTP, is a failure', async () => {
    for (const answer of ['', 'no HTTP at all\r\n\r\n']) {
      const proxy = await rawServer(socket => socket.once('data', () => socket.end(answer)))
      const error = await rejection(nodeFetch({ proxy: proxy.origin })('https://looker.example/'))
      expect(error).toBeInstanceOf(TypeError)
      expect(error.cause?.code).toBe('ERR_PROXY_TUNNEL')
    }
  })

  test('one that is not there is a failure that does not show its password', async () => {
    const error = await rejection(
      nodeFetch({ proxy: 'http://user:canary@127.0.0.1:1' })('http://looker.example/'),
    )
    expect(error.cause).toMatchObject({ code: 'ERR_PROXY_CONNECTION', cause: { code: 'ECONNREFUSED' } })
    expect(inspectAll(error)).not.toContain('canary')
    const tunnel = await rejection(nodeFetch({ proxy: 'http://127.0.0.1:1' })('https://looker.example/'))
    expect(tunnel.cause).toMatchObject({ code: 'ERR_PROXY_CONNECTION', cause: { code: 'ECONNREFUSED' } })
  })

  test('one that never answers is let go of when the call is aborted', async () => {
    const silent = await rawServer(socket => socket.resume())
    const fetch = nodeFetch({ proxy: silent.origin })
    for (const target of ['https://looker.example/', 'http://looker.example/']) {
      const abort = new AbortController()
      const reason = new Error('enough')
      const waiting = rejection(fetch(target, { signal: abort.signal }))
      const before = silent.sockets.length
      while (silent.sockets.length === before) await new Promise(resolve => setTimeout(resolve, 5))
      abort.abort(reason)
      expect(await waiting).toBe(reason)
      const socket = silent.sockets.at(-1)!
      if (!socket.closed) await new Promise(resolve => socket.once('close', resolve))
    }
  })

  test('an address that is no proxy is refused at once and not shown', () => {
    for (const proxy of [
      'canary',
      'canary canary:1',
      'socks5://canary:1080',
      'http://',
      'http:canary:1080',
      '',
    ])
      expect(() => nodeFetch({ proxy })).toThrow(
        expect.objectContaining({ code: 'configuration', message: expect.not.stringContaining('canary') }),
      )
  })

  test('a function chooses for each origin', async () => {
    const server = await httpServer((_, response) => response.end('x'))
    const direct = await httpServer((_, response) => response.end('x'))
    const proxy = await forwardProxy()
    const fetch = nodeFetch({ proxy: url => (url.startsWith(server.origin) ? proxy.origin : undefined) })
    await fetch(server.origin)
    await fetch(direct.origin)
    expect(proxy.asked).toEqual([`GET ${server.origin}/`])
  })

  test('HTTP_PROXY, HTTPS_PROXY and NO_PROXY count, unless the option says otherwise', async () => {
    const plain = await httpServer((_, response) => response.end('plain'))
    const secure = await httpsServer(certificate, (_, response) => response.end('secure'))
    const excepted = await httpServer((_, response) => response.end('excepted'))
    const proxy = await forwardProxy()
    const { stdout, stderr } = await runNode(
      `import { nodeFetch } from ${built}
       const fetch = nodeFetch({ verifySsl: false })
       for (const url of ${JSON.stringify([plain.origin, secure.origin, excepted.origin])})
         console.log(await (await fetch(url)).text())
       console.log(await (await nodeFetch({ proxy: false })(${JSON.stringify(plain.origin)})).text())`,
      {
        env: {
          HTTP_PROXY: proxy.origin,
          HTTPS_PROXY: proxy.origin,
          NO_PROXY: `localhost,127.0.0.1:${excepted.port}`,
        },
      },
    )
    expect(stderr).toBe('')
    expect(stdout).toBe('plain\nsecure\nexcepted\nplain\n')
    expect(proxy.asked).toEqual([`GET ${plain.origin}/`, `CONNECT 127.0.0.1:${secure.port}`])
  })

  test('an unusable HTTPS_PROXY fails the call and is not shown', async () => {
    const { stdout } = await runNode(
      `import { nodeFetch } from ${built}
       import { inspect } from 'node:util'
       await nodeFetch()('https://looker.example/').catch(error => console.log(inspect(error)))`,
      { env: { HTTPS_PROXY: 'socks5://canary:1080' } },
    )
    expect(stdout).toContain('the address of the proxy')
    expect(stdout).toContain('ERR_PROXY_ADDRESS')
    expect(stdout).not.toContain('canary')
  })
})

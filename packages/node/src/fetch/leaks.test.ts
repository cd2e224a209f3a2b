import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { simulatedClock } from '@looker-auth/core/testing'
import { describe, expect, test } from 'vitest'
import { inspectAll, rejection } from '../../test/inspect-all.js'
import { deadOrigin, httpServer, httpsServer, rawServer, runNode, selfSigned } from '../../test/servers.js'
import { nodeFetch } from './node-fetch.js'

const canary = 'canary-8d1f20'
const query = `?client_id=id&client_secret=${canary}`
const headers = { authorization: `token ${canary}` }
const certificate = await selfSigned()

describe('secrets in error objects, inspect, logs, URLs', () => {
  const failures: Record<string, () => Promise<unknown>> = {
    'nobody listens': async () => nodeFetch()((await deadOrigin()) + query, { headers }),
    'no such host': () => nodeFetch({ proxy: false })(`http://no-such-host.invalid/${query}`, { headers }),
    'a certificate that is not trusted': async () => {
      const server = await httpsServer(certificate, (_, response) => response.end())
      return nodeFetch()(server.origin + query, { headers })
    },
    'a connection that ends before the answer': async () => {
      const server = await rawServer(socket => socket.once('data', () => socket.destroy()))
      return nodeFetch()(server.origin + query, { headers })
    },
    'an answer that is not HTTP and repeats the request': async () => {
      const server = await rawServer(socket => socket.once('data', data => socket.end(data)))
      return nodeFetch()(server.origin + query, { headers })
    },
    'headers that are too long and hold a token': async () => {
      const field = `x-token: ${canary}\r\n`
      const server = await rawServer(socket =>
        socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${field.repeat(2000)}`)),
      )
      return nodeFetch()(server.origin + query, { headers })
    },
    'a body that is cut off': async () => {
      const server = await rawServer(socket =>
        socket.once('data', () =>
          socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{"a":"${canary}"`),
        ),
      )
      return nodeFetch()(server.origin + query, { headers }).then(response => response.text())
    },
    'a body that cannot be decoded': async () => {
      const server = await httpServer((_, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(canary.repeat(10)),
      )
      return nodeFetch()(server.origin + query, { headers }).then(response => response.text())
    },
    'a redirect to no address': async () => {
      const server = await httpServer((_, response) =>
        response.writeHead(302, { location: `http://[${canary}` }).end(),
      )
      return nodeFetch()(server.origin + query, { headers })
    },
    'a redirect to another scheme': async () => {
      const server = await httpServer((_, response) =>
        response.writeHead(302, { location: `ftp://x/${canary}` }).end(),
      )
      return nodeFetch()(server.origin + query, { headers })
    },
    'too many redirects': async () => {
      const server = await httpServer((request, response) =>
        response.writeHead(302, { location: request.url }).end(),
      )
      return nodeFetch()(server.origin + query, { headers })
    },
    'a redirect in error mode': async () => {
      const server = await httpServer((_, response) =>
        response.writeHead(302, { location: `/${query}` }).end(),
      )
      return nodeFetch()(server.origin + query, { headers, redirect: 'error' })
    },
    'a header value that cannot be sent': () =>
      nodeFetch()(`http://127.0.0.1/${query}`, { headers: { authorization: `token ${canary}\n${canary}` } }),
    'a Request with an init that does not fit': () =>
      nodeFetch()(new Request(`http://127.0.0.1/${query}`, { headers }), {
        headers: { authorization: `token ${canary}\n${canary}` },
      }),
    'an address that is none': () => nodeFetch()(`http://[${canary}/${query}`),
    'an address with a password': () => nodeFetch()(`http://user:${canary}@127.0.0.1/`),
    'an answer that does not come in time': async () => {
      const clock = simulatedClock()
      const server = await httpServer(() => void clock.advance(10))
      return nodeFetch({ timeoutMs: 10, clock })(server.origin + query, {
        headers,
        method: 'POST',
        body: canary,
      })
    },
    'a body stream that fails with the secret': async () => {
      const server = await httpServer(request => request.resume())
      const body = new ReadableStream({ pull: controller => controller.error({ secret: canary }) })
      return nodeFetch()(server.origin + query, { headers, method: 'POST', body, duplex: 'half' })
    },
  }

  test.each(Object.keys(failures))('%s', async name => {
    const error = await rejection(failures[name]!())
    expect(error).toBeInstanceOf(name.includes('in time') ? DOMException : TypeError)
    expect(inspectAll(error)).not.toContain(canary)
    expect(inspectAll(error)).not.toContain('client_secret')
    // A machine without a network takes its time to say that it knows no such host.
  })

  test('the fetch itself shows neither the password of its proxy nor what it sent', async () => {
    const server = await httpServer((_, response) => response.end())
    const fetch = nodeFetch({ proxy: url => (url === '' ? `http://u:${canary}@x` : undefined) })
    await fetch(server.origin + query, { headers })
    expect(inspectAll(nodeFetch({ proxy: `http://u:${canary}@x` }))).not.toContain(canary)
    expect(inspectAll(fetch)).not.toContain(canary)
  })
})

describe('Authorization sent along a redirect', () => {
  // @promise never-authorization-along-a-redirect
  test('not to another port of the same host, another host or another scheme, and it does not come back', async () => {
    const seen: string[] = []
    const note = ({ url, headers: { authorization, cookie } }: IncomingMessage): void => {
      seen.push(`${url} ${authorization} ${cookie}`)
    }
    const secure = await httpsServer(certificate, (request, response) => {
      note(request)
      response.end()
    })
    const other = await httpServer((request, response) => {
      note(request)
      response.writeHead(302, { location: request.url === '/back' ? `${home.origin}/end` : '/end' })
      response.end()
    })
    const home = await httpServer((request, response) => {
      note(request)
      const targets: Record<string, string> = {
        '/port': `${other.origin}/back`,
        '/scheme': `${secure.origin}/end`,
        '/host': `http://localhost:${home.port}/end`,
        '/same': '/end',
      }
      const location = targets[request.url ?? '']
      response.writeHead(location === undefined ? 200 : 307, location === undefined ? {} : { location }).end()
    })
    const fetch = nodeFetch({ verifySsl: false })
    const given = { authorization: 'token X', cookie: 'a=1' }
    for (const path of ['/port', '/scheme', '/same']) await fetch(home.origin + path, { headers: given })
    const kept = 'token X a=1'
    const dropped = 'undefined undefined'
    expect(seen).toEqual([
      `/port ${kept}`,
      `/back ${dropped}`,
      `/end ${dropped}`,
      `/scheme ${kept}`,
      `/end ${dropped}`,
      `/same ${kept}`,
      `/end ${kept}`,
    ])
  })
})

describe('a timer or socket holding the process open', () => {
  const call = (origin: string, more: string): string =>
    `import { nodeFetch } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}
     const fetch = nodeFetch({ timeoutMs: 600_000, verifySsl: false })
     const response = await fetch(${JSON.stringify(origin)})
     ${more}
     await new Promise(resolve => setImmediate(resolve))
     const held = process.getActiveResourcesInfo().filter(name => !['PipeWrap', 'TTYWrap'].includes(name))
     process.stdout.write(JSON.stringify([response.status, held]))`

  test.each(['await response.text()', 'await response.body.cancel()', ''])(
    'after one call (%s) nothing is left, although the server keeps the connection',
    async more => {
      const server = await httpServer((_, response) => {
        response.shouldKeepAlive = true
        response.setHeader('keep-alive', 'timeout=600').end('body')
      })
      const { stdout, stderr, code } = await runNode(call(server.origin, more))
      expect({ stdout, stderr, code }).toEqual({ stdout: '[200,[]]', stderr: '', code: 0 })
    },
  )

  test('nor after a TLS call', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('body'))
    const { stdout, code } = await runNode(call(server.origin, 'await response.text()'))
    expect({ stdout, code }).toEqual({ stdout: '[200,[]]', code: 0 })
  })

  test('a body that is given up takes its connection along', async () => {
    const server = await httpServer((_, response) => void response.write('first'))
    const response = await nodeFetch()(server.origin)
    await response.body?.cancel()
    const socket = server.sockets[0]!
    if (!socket.closed) await once(socket, 'close')
    expect(socket.destroyed).toBe(true)
  })
})

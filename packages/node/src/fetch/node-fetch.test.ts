import { getEventListeners, once } from 'node:events'
import type { Socket } from 'node:net'
import { simulatedClock } from '@looker-auth/core/testing'
import { describe, expect, test } from 'vitest'
import { rejection } from '../../test/inspect-all.js'
import { deadOrigin, httpServer, rawServer } from '../../test/servers.js'
import { createSession } from '../session/create-session.js'
import { nodeFetch } from './node-fetch.js'

describe('connections', () => {
  test('one connection serves one request after the other, redirects and empty answers included', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/' }).end('elsewhere')
      else if (request.url === '/none') response.writeHead(204).end()
      else response.end('body')
    })
    const fetch = nodeFetch()
    for (const path of ['/', '/moved', '/none', '/', '/?unread']) {
      const response = await fetch(server.origin + path)
      if (path !== '/?unread') await response.text()
    }
    await fetch(server.origin, { method: 'POST', body: 'x' })
    await fetch(`${server.origin}/none`, { method: 'DELETE' })
    await fetch(server.origin)
    expect(server.sockets).toHaveLength(1)
  })

  test('each nodeFetch has connections of its own', async () => {
    const server = await httpServer((_, response) => response.end())
    await nodeFetch()(server.origin)
    await nodeFetch()(server.origin)
    expect(server.sockets).toHaveLength(2)
  })

  test('close() lets go of idle connections, and the next request opens a new one', async () => {
    const server = await httpServer((_, response) => response.end('x'))
    const fetch = nodeFetch()
    await (await fetch(server.origin)).text()
    fetch.close()
    await closed(server.sockets[0]!)
    await (await fetch(server.origin)).text()
    expect(server.sockets).toHaveLength(2)
  })

  test('an endless body of a redirect is given up', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/') return response.end('here')
      response.writeHead(302, { location: '/' }).write('x')
    })
    const response = await nodeFetch()(`${server.origin}/moved`)
    expect(await response.text()).toBe('here')
    await closed(server.sockets[0]!)
  })
})

describe('headers', () => {
  test('appId is sent as x-looker-appid, unless the call has its own', async () => {
    const seen: unknown[] = []
    const server = await httpServer((request, response) => {
      seen.push(request.headers['x-looker-appid'])
      response.end()
    })
    const fetch = nodeFetch({ appId: 'reports/1.2' })
    await fetch(server.origin)
    await fetch(server.origin, { headers: { 'X-Looker-AppId': 'mine' } })
    expect(seen).toEqual(['reports/1.2', 'mine'])
  })

  test('an appId that no header can carry is refused at once', () => {
    expect(() => nodeFetch({ appId: 'a\nb' })).toThrow(expect.objectContaining({ code: 'configuration' }))
  })

  test('framing is the sender’s: a wrong Content-Length or Transfer-Encoding of the caller does not go out', async () => {
    const bodies: string[] = []
    const server = await httpServer(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      bodies.push(`${request.method} ${body}`)
      response.end('ok')
    })
    const fetch = nodeFetch()
    for (const headers of [
      { 'content-length': '1' },
      { 'content-length': '500' },
      { 'transfer-encoding': 'chunked' },
    ]) {
      await (await fetch(server.origin, { method: 'POST', body: 'four', headers })).text()
      const body = new Blob(['five!']).stream()
      await (await fetch(server.origin, { method: 'POST', body, headers, duplex: 'half' })).text()
    }
    expect(bodies).toEqual(Array.from({ length: 3 }, () => ['POST four', 'POST five!']).flat())
  })

  test('a range is asked for without compression', async () => {
    const server = await httpServer((request, response) => response.end(request.headers['accept-encoding']))
    const response = await nodeFetch()(server.origin, { headers: { range: 'bytes=0-9' } })
    expect(await response.text()).toBe('identity')
  })
})

describe('the time bound', () => {
  test('an answer that does not come in time rejects with a TimeoutError, and the connection is closed', async () => {
    const clock = simulatedClock()
    const server = await httpServer(() => {})
    const waiting = rejection(nodeFetch({ timeoutMs: 1000, clock })(server.origin))
    while (server.sockets.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    await clock.advance(999)
    expect(clock.pendingTimers()).toBe(1)
    await clock.advance(1)
    const error = await waiting
    expect(error).toBeInstanceOf(DOMException)
    expect(error.name).toBe('TimeoutError')
    await closed(server.sockets[0]!)
  })

  test('it ends when the headers are here: a slow body is the reader’s matter', async () => {
    const clock = simulatedClock()
    const server = await httpServer((_, response) => void response.write('first'))
    const response = await nodeFetch({ timeoutMs: 1000, clock })(server.origin)
    expect(clock.pendingTimers()).toBe(0)
    await response.body?.cancel()
  })

  test('it covers all steps of a redirect together', async () => {
    const clock = simulatedClock()
    const server = await httpServer((request, response) => {
      if (request.url !== '/') return
      void clock.advance(600).then(() => response.writeHead(302, { location: '/hang' }).end())
    })
    const waiting = rejection(nodeFetch({ timeoutMs: 1000, clock })(server.origin))
    while (clock.monotonic() < 600) await new Promise(resolve => setTimeout(resolve, 5))
    await clock.advance(400)
    expect((await waiting).name).toBe('TimeoutError')
  })

  test('timers past 24.8 days do not fire at once', async () => {
    const server = await httpServer((_, response) => setTimeout(() => response.end('late'), 30))
    const response = await nodeFetch({ timeoutMs: 30 * 24 * 3600 * 1000 })(server.origin)
    expect(await response.text()).toBe('late')
  })

  test('a bound that is no number is refused at once', () => {
    for (const timeoutMs of [-1, Number.NaN])
      expect(() => nodeFetch({ timeoutMs })).toThrow(expect.objectContaining({ code: 'configuration' }))
  })
})

describe('signals', () => {
  test('a signal that lives long keeps nothing of calls that are over', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/broken')
        return response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy())
      if (request.url === '/moved') return response.writeHead(302, { location: '/' }).end()
      response.end('x'.repeat(100_000))
    })
    const { signal } = new AbortController()
    const fetch = nodeFetch({ timeoutMs: 10_000 })
    await (await fetch(server.origin, { signal })).text()
    await (await fetch(`${server.origin}/moved`, { signal })).body?.cancel()
    await fetch(server.origin, { method: 'HEAD', signal })
    await rejection(fetch(`${server.origin}/broken`, { signal }).then(response => response.text()))
    await rejection(fetch(await deadOrigin(), { signal }))
    await rejection(fetch(`${server.origin}/moved`, { signal, redirect: 'error' }))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('bad answers', () => {
  test('an empty body', async () => {
    const server = await httpServer((_, response) => response.end())
    const response = await nodeFetch()(server.origin)
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('a body that is cut off rejects, whether its length was announced or not', async () => {
    for (const framing of ['content-length: 100', 'transfer-encoding: chunked']) {
      const part = framing.startsWith('t') ? '8\r\n{"access\r\n' : '{"access'
      const server = await rawServer(socket => {
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n${part}`))
      })
      const error = await rejection(nodeFetch()(server.origin).then(response => response.text()))
      expect(error).toBeInstanceOf(TypeError)
    }
  })

  test('a compressed body that is no such thing rejects with the reason', async () => {
    const server = await httpServer((request, response) => {
      response.writeHead(200, { 'content-encoding': request.url!.slice(1) }).end('plainly not compressed')
    })
    for (const coding of ['gzip', 'br', 'deflate']) {
      const error = await rejection(
        nodeFetch()(`${server.origin}/${coding}`).then(response => response.text()),
      )
      expect(error).toBeInstanceOf(TypeError)
      expect(error.cause?.code).toMatch(/^(Z_|ERR_)/)
    }
  })

  test('204 with a body has none, and the next request is not answered with it', async () => {
    let answers = 0
    const server = await rawServer(socket => {
      socket.on('data', () => {
        answers += 1
        if (answers === 1) socket.write('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nwrong')
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nright')
      })
    })
    const fetch = nodeFetch()
    const response = await fetch(server.origin)
    expect([response.status, response.body]).toEqual([204, null])
    expect(await (await fetch(server.origin)).text()).toBe('right')
  })

  test('headers never ending are given up, with the code that says so', async () => {
    const server = await rawServer(socket => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const more = (): boolean => socket.writable && socket.write(`x-more: ${'y'.repeat(1000)}\r\n`)
      socket.on('drain', more)
      const timer = setInterval(more, 1)
      socket.on('close', () => clearInterval(timer))
    })
    const error = await rejection(nodeFetch()(server.origin))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.cause?.code).toBe('HPE_HEADER_OVERFLOW')
    await closed(server.sockets[0]!)
  })

  test('a body of 100 MB is not read ahead, and can be given up', async () => {
    const total = 100 * 1024 * 1024
    let written = 0
    const server = await httpServer((_, response) => {
      const chunk = Buffer.alloc(64 * 1024)
      const more = (): void => {
        while (written < total) {
          written += chunk.length
          if (!response.write(chunk)) return
        }
        response.end()
      }
      response.on('drain', more)
      more()
    })
    const { body } = await nodeFetch()(server.origin)
    const reader = body!.getReader()
    await reader.read()
    let before = -1
    while (before !== written) {
      before = written
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    // What remains is in the system's socket buffers.
    expect(written).toBeLessThan(total / 3)
    await reader.cancel()
    await closed(server.sockets[0]!)
  })

  test('a body of 100 MB arrives whole when it is read', async () => {
    const chunk = Buffer.alloc(1024 * 1024)
    const server = await httpServer(async (_, response) => {
      for (let count = 0; count < 100; count++) if (!response.write(chunk)) await once(response, 'drain')
      response.end()
    })
    const response = await nodeFetch()(server.origin)
    let length = 0
    for await (const part of response.body!) length += part.byteLength
    expect(length).toBe(100 * 1024 * 1024)
  })

  test('a status beyond 599 is a failure', async () => {
    const server = await rawServer(socket => {
      socket.once('data', () => socket.end('HTTP/1.1 999 No\r\ncontent-length: 0\r\n\r\n'))
    })
    expect(await rejection(nodeFetch()(server.origin))).toBeInstanceOf(TypeError)
  })

  test('several fields of one name are joined, and Set-Cookie stays apart', async () => {
    const server = await rawServer(socket => {
      const fields = ['X-A: 1', 'x-a: 2', 'ETag: "1"', 'etag: "2"', 'Set-Cookie: a=1', 'Set-Cookie: b=2, c']
      socket.once('data', () =>
        socket.end(`HTTP/1.1 200 OK\r\n${fields.join('\r\n')}\r\ncontent-length: 0\r\n\r\n`),
      )
    })
    const { headers } = await nodeFetch()(server.origin)
    expect(headers.get('x-a')).toBe('1, 2')
    expect(headers.get('etag')).toBe('"1", "2"')
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2, c'])
  })
})

describe('encoding', () => {
  test('a secret with %2B, +, & and non-ASCII arrives unchanged, in the body and in the query', async () => {
    const secret = 'a%2Bb+c&d=e ü%20"\'🎉'
    const seen: (string | null)[] = []
    const server = await httpServer(async (request, response) => {
      let body = ''
      for await (const part of request.setEncoding('utf8')) body += part
      seen.push(new URLSearchParams(body).get('client_secret'))
      seen.push(new URL(request.url!, 'http://x').searchParams.get('client_secret'))
      response.end()
    })
    const form = new URLSearchParams({ client_secret: secret })
    const fetch = nodeFetch()
    await fetch(server.origin, { method: 'POST', body: form })
    await fetch(server.origin, {
      method: 'POST',
      body: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    await fetch(`${server.origin}/?${form}`, { method: 'POST' })
    expect(seen).toEqual([secret, null, secret, null, null, secret])
  })

  test('raw deflate and several codings are decoded', async () => {
    const { deflateRawSync, gzipSync, brotliCompressSync } = await import('node:zlib')
    const text = 'Grüße '.repeat(1000)
    const bodies: Record<string, Buffer> = {
      deflate: deflateRawSync(text),
      'gzip, br': brotliCompressSync(gzipSync(text)),
      'X-GZip': gzipSync(text),
    }
    const server = await httpServer((request, response) => {
      const coding = decodeURIComponent(request.url!.slice(1))
      response.writeHead(200, { 'content-encoding': coding }).end(bodies[coding])
    })
    for (const coding of Object.keys(bodies)) {
      const response = await nodeFetch()(`${server.origin}/${encodeURIComponent(coding)}`)
      expect(await response.text(), coding).toBe(text)
    }
  })

  test('more than five codings are refused before anything is decoded', async () => {
    const server = await httpServer((request, response) => {
      const codings = Array(Number.parseInt(request.url!.slice(1), 10))
        .fill('br')
        .join(',')
      response.writeHead(200, { 'content-encoding': codings }).end('not compressed')
    })
    for (const count of [6, 4000]) {
      const error = await rejection(nodeFetch()(`${server.origin}/${count}`))
      expect(error).toBeInstanceOf(TypeError)
      expect(error.cause?.code).toBe('ERR_CONTENT_ENCODING')
    }
    const login = createSession({
      ...{ baseUrl: `${server.origin}/6`, clientId: 'a', clientSecret: 'b', env: {}, iniPath: false },
      retry: { attempts: 1 },
    }).token()
    await expect(login).rejects.toMatchObject({ code: 'malformed_response' })
  })

  test('a coding that is not known is handed on as it is', async () => {
    const server = await httpServer((_, response) =>
      response.writeHead(200, { 'content-encoding': 'x-own' }).end('as is'),
    )
    expect(await (await nodeFetch()(server.origin)).text()).toBe('as is')
  })
})

async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise(resolve => socket.once('close', resolve))
}

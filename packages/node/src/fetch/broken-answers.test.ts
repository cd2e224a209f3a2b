import type { Socket } from 'node:net'
import { AuthError } from '@looker-auth/core'
import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { rejection } from '../../test/inspect-all.js'
import { rawServer } from '../../test/servers.js'
import { ApiAuthApi } from '../api-auth/api-auth-api.js'
import { createSession } from '../session/create-session.js'
import { nodeFetch } from './node-fetch.js'

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

/** What a server writes in one packet, and what an auth call makes of it. */
const broken: readonly (readonly [string, string, string])[] = [
  ['a bad chunk size beside the headers', `${chunked}ZZ\r\n`, 'malformed_response'],
  ['a bad chunk size after some data', `${chunked}2\r\n{}\r\nZZ\r\n`, 'malformed_response'],
  [
    'a flood of chunk extensions',
    `${chunked}2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    'malformed_response',
  ],
  [
    'a flood of trailers',
    `${chunked}2\r\n{}\r\n0\r\n${'x: yyyyyyyyy\r\n'.repeat(9000)}`,
    'malformed_response',
  ],
  [
    'two lengths',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}',
    'malformed_response',
  ],
  [
    'a length beside chunks',
    `HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    'malformed_response',
  ],
  [
    'another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    'not_looker_api',
  ],
  ['another protocol without saying which', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'not_looker_api'],
  [
    'compressed chunks that break off',
    'HTTP/1.1 200 OK\r\ncontent-encoding: deflate\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n',
    'malformed_response',
  ],
]

function writing(packet: string): Promise<{ readonly origin: string }> {
  return rawServer((socket: Socket) => socket.on('data', () => socket.write(packet)))
}

/** The parts of such an answer, each in a packet of its own. */
/** Writes the first packet when asked, and the others when the answer has been seen to begin. */
async function writingInTurn(first: string, ...later: readonly string[]) {
  const sockets: Socket[] = []
  const { origin } = await rawServer(socket => {
    sockets.push(socket.setNoDelay(true))
    socket.once('data', () => socket.write(first))
  })
  const goOn = (): void => {
    for (const packet of later) for (const socket of sockets) socket.write(packet)
  }
  return { origin, goOn }
}

describe('an answer that breaks the rules of HTTP never hangs', () => {
  test.each(broken)('nodeFetch fails at %s', async (_, packet) => {
    const { origin } = await writing(packet)
    const error = await rejection(nodeFetch({ proxy: false })(origin).then(response => response.text()))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.cause?.code).toMatch(/^(HPE_|ERR_UNEXPECTED_UPGRADE)/)
  })

  test.each(broken)('an auth call fails at %s, without a time bound', async (_, packet, code) => {
    const { origin } = await writing(packet)
    const api = new ApiAuthApi({
      ...{ baseUrl: origin, clientId: 'a', clientSecret: 'b', env: {}, iniPath: false, proxy: false },
      ...{ timeoutMs: 0, retry: { attempts: 1 } },
    })
    const error = await rejection(api.login())
    expect(AuthError.is(error) && error.code).toBe(code)
  })

  test.each(broken)('session.fetch fails at %s, without a time bound', async (_, raw) => {
    const emulator = createEmulator()
    const server = await emulator.listen()
    emulator.faults.add({ match: { path: '/api/4.0/user' }, times: 'always', raw })
    const looker = createSession({
      ...{ baseUrl: server.url, clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' },
      ...{ env: {}, iniPath: false, proxy: false, timeoutMs: 0 },
    })
    onTestFinished(async () => {
      await looker.close()
      await server.close()
    })
    await expect(looker.fetch('/user').then(response => response.text())).rejects.toThrow()
  })

  // @promise never-broken-by-an-answer
  test('a bad chunk in a later packet fails the body too', async () => {
    for (const later of [['ZZ\r\n'], ['2\r\n{}\r\n', 'ZZ\r\n']]) {
      const { origin, goOn } = await writingInTurn(chunked, ...later)
      const response = await nodeFetch({ proxy: false })(origin)
      goOn()
      const error = await rejection(response.text())
      expect(error.cause?.code).toBe('HPE_INVALID_CHUNK_SIZE')
    }
  })
})

describe('bytes after the end of an answer', () => {
  const sized = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n'

  test.each([
    ['in the same packet', [`${sized}{}xyz`]],
    ['after the headers', [sized, '{}xyz']],
    ['in a packet of their own', [sized, '{}', 'xyz']],
    ['after chunks', [`${chunked}2\r\n{}\r\n0\r\n\r\nxyz`]],
  ])('%s: the answer is complete, and the connection serves nobody else', async (_, packets) => {
    const server = await rawServer(socket =>
      socket.once('data', async () => {
        for (const packet of packets) {
          socket.write(packet)
          await new Promise(resolve => setTimeout(resolve, 30))
        }
      }),
    )
    const fetch = nodeFetch({ proxy: false })
    for (const count of [1, 2]) {
      const response = await fetch(server.origin)
      expect(await response.text()).toBe('{}')
      const socket = server.sockets.at(-1)!
      if (!socket.closed) await new Promise(resolve => socket.once('close', resolve))
      expect(server.sockets).toHaveLength(count)
    }
  })

  test('a body that is read late is there whole', async () => {
    const { origin, goOn } = await writingInTurn(sized, '{}xyz')
    const response = await nodeFetch({ proxy: false })(origin)
    goOn()
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(await response.text()).toBe('{}')
  })
})

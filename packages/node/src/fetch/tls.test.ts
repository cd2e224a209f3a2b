import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { rejection } from '../../test/inspect-all.js'
import { forwardProxy, httpServer, httpsServer, runNode, selfSigned } from '../../test/servers.js'
import { nodeFetch } from './node-fetch.js'

const certificate = await selfSigned()
const other = await selfSigned()

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'looker-auth-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'ca.pem')
  writeFileSync(path, text)
  return path
}

describe('TLS', () => {
  test('a self-signed certificate is refused, with the code that says so', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('x'))
    const error = await rejection(nodeFetch()(server.origin))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toBe('fetch failed')
    expect(error.cause?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
  })

  test('ca as PEM or as a file makes it trusted, also among several', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('trusted'))
    for (const ca of [certificate.cert, fileWith(`# ours\n${other.cert}\n${certificate.cert}`)]) {
      expect(await (await nodeFetch({ ca })(server.origin)).text()).toBe('trusted')
    }
  })

  test('ca replaces the list of authorities: a certificate of another one is refused', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('x'))
    const error = await rejection(nodeFetch({ ca: other.cert })(server.origin))
    expect(error.cause?.code).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/)
  })

  test('ca does not make up for a wrong host name', async () => {
    const named = await selfSigned(['looker.example'])
    const server = await httpsServer(named, (_, response) => response.end('x'))
    const error = await rejection(nodeFetch({ ca: named.cert })(server.origin))
    expect(error.cause?.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  test('a ca that cannot be used is refused at once, naming the setting and what is wrong', () => {
    const broken = certificate.cert.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA')
    for (const [ca, message] of [
      ['/there/is/none.pem', 'option ca, /there/is/none.pem'],
      [fileWith('not PEM'), 'holds no certificate'],
      [broken, 'cannot be read'],
    ] as const) {
      const make = () => nodeFetch({ ca })
      expect(make).toThrow(message)
      expect(make).toThrow(expect.objectContaining({ code: 'configuration' }))
    }
  })

  // @promise never-tls-off-for-the-process
  test('verify_ssl=false does not switch TLS checks off for the whole process', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('unchecked'))
    const unchecked = nodeFetch({ verifySsl: false })
    const checked = nodeFetch()
    expect(await (await unchecked(server.origin)).text()).toBe('unchecked')
    expect((await rejection(checked(server.origin))).cause?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect((await rejection(fetch(server.origin))).cause?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(await (await unchecked(server.origin)).text()).toBe('unchecked')
    expect(process.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined()
  })

  test('verify_ssl=false reaches through a proxy, and so does ca; without them the server behind it is checked', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('through'))
    const { origin: proxy, asked } = await forwardProxy()
    expect(await (await nodeFetch({ proxy, verifySsl: false })(server.origin)).text()).toBe('through')
    expect(await (await nodeFetch({ proxy, ca: certificate.cert })(server.origin)).text()).toBe('through')
    const error = await rejection(nodeFetch({ proxy })(server.origin))
    expect(error.cause?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(asked).toEqual(Array.from({ length: 3 }, () => `CONNECT 127.0.0.1:${server.port}`))
  })

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch the check off: verifySsl alone does', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('x'))
    const { stdout } = await runNode(
      `import { nodeFetch } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}
       await nodeFetch()(${JSON.stringify(server.origin)}).then(
         () => console.log('answered'),
         error => console.log(error.cause.code))`,
      { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
    )
    expect(stdout).toBe('DEPTH_ZERO_SELF_SIGNED_CERT\n')
  })

  test('http for https, and https for http, fail with a code', async () => {
    const secure = await httpsServer(certificate, (_, response) => response.end('x'))
    const plain = await httpServer((_, response) => response.end('x'))
    const httpForHttps = await rejection(nodeFetch()(secure.origin.replace('https', 'http')))
    expect(httpForHttps).toBeInstanceOf(TypeError)
    expect(httpForHttps.cause?.code).toMatch(/^(ECONNRESET|HPE_INVALID_CONSTANT|EPIPE)$/)
    const httpsForHttp = await rejection(nodeFetch()(plain.origin.replace('http', 'https')))
    expect(httpsForHttp).toBeInstanceOf(TypeError)
    expect(httpsForHttp.cause?.code).toMatch(
      /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/,
    )
  })

  test('one TLS connection serves one request after the other', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('x'))
    const fetch = nodeFetch({ ca: certificate.cert })
    for (let count = 0; count < 3; count++) await (await fetch(server.origin)).text()
    expect(server.sockets).toHaveLength(1)
  })
})

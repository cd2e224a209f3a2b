import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { createEmulator, defaultSeed, type Emulator, type EmulatorOptions } from '@looker-auth/emulator'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'
import { canaries } from './doctor-process.js'

/** The API key of an admin in the emulator. */
export const clientId = 'lookerdoctortestkey1'

/** An emulator of a test, and the settings of a sign-in to it. */
export interface TestLooker {
  readonly emulator: Emulator
  readonly url: string
  readonly env: Readonly<Record<string, string>>
}

/** A key and its certificate, as PEM text. */
export interface TestCertificate {
  readonly key: string
  readonly cert: string
}

/** An emulator whose admin has an API key with the canary as its secret. It is closed after the test. */
export async function looker(options: EmulatorOptions = {}, tls?: TestCertificate): Promise<TestLooker> {
  const seed = defaultSeed()
  const apiKeys = [
    ...(seed.apiKeys ?? []),
    { client_id: clientId, client_secret: canaries.secret, user_id: 1 },
  ]
  const emulator = createEmulator({ seed: { ...seed, apiKeys }, options })
  const server = await emulator.listen(tls === undefined ? {} : { tls })
  onTestFinished(() => server.close())
  return { emulator, url: server.url, env: settingsOf(server.url) }
}

/** The variables that name the instance and the API key. */
export function settingsOf(url: string): Record<string, string> {
  return {
    LOOKERSDK_BASE_URL: url,
    LOOKERSDK_CLIENT_ID: clientId,
    LOOKERSDK_CLIENT_SECRET: canaries.secret,
  }
}

/** What a certificate is made with. */
export interface CertificateOptions {
  readonly host?: string
  readonly notBeforeDate?: Date
  readonly notAfterDate?: Date
}

/** A certificate of an authority that only this test knows, and that authority's own certificate. */
export async function signed(): Promise<TestCertificate & { readonly authority: string }> {
  const usage = { name: 'keyUsage', keyCertSign: true, digitalSignature: true } as const
  const authority = await generate([{ name: 'commonName', value: 'Test Authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }, usage],
  })
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'looker.test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    ca: { key: authority.private, cert: authority.cert },
  })
  return { key, cert, authority: authority.cert }
}

/** A certificate that no authority has signed. */
export async function selfSigned({
  host = '127.0.0.1',
  ...dates
}: CertificateOptions = {}): Promise<TestCertificate> {
  const altName = /^[\d.]+$/.test(host)
    ? ({ type: 7, ip: host } as const)
    : ({ type: 2, value: host } as const)
  const { cert, private: key } = await generate([{ name: 'commonName', value: `test ${randomUUID()}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...dates,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [altName] },
    ],
  })
  return { cert, key }
}

/** An HTTP server, closed after the test. */
export async function httpServer(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(listener))}`
}

/** A port where nothing listens any more. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** A proxy that opens tunnels, or refuses them with a status. */
export async function proxy(
  refuse?: number,
  tls?: TestCertificate,
): Promise<{ readonly port: number; readonly asked: readonly string[] }> {
  const asked: string[] = []
  const server = tls === undefined ? createServer() : createHttpsServer(tls)
  server.on('tlsClientError', () => {})
  server.on('connect', ({ url = '' }, client: Socket) => {
    asked.push(url)
    client.on('error', () => {})
    if (refuse !== undefined) return client.end(`HTTP/1.1 ${refuse} No\r\nContent-Length: 0\r\n\r\n`)
    const { hostname, port } = new URL(`http://${url}`)
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    return upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
  })
  return { port: await listening(server), asked }
}

async function listening(server: Server | HttpsServer): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  createServer as createHttpServer,
  type RequestListener,
  type Server,
  request as sendRequest,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'

/** A server of a test, closed when the test is over. */
export interface TestServer {
  readonly origin: string
  readonly port: number
  /** Connections so far. */
  readonly sockets: readonly Socket[]
}

export async function httpServer(listener: RequestListener): Promise<TestServer> {
  return listening(createHttpServer(listener), 'http')
}

/** Bytes on a socket, for what no HTTP server would send. */
export async function rawServer(onConnection: (socket: Socket) => void): Promise<TestServer> {
  const server = createTcpServer(socket => {
    socket.on('error', () => {})
    onConnection(socket)
  })
  return listening(server, 'http')
}

export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** A certificate of its own authority. */
export async function selfSigned(hosts: readonly string[] = ['127.0.0.1']): Promise<Certificate> {
  const altNames = hosts.map(host =>
    /^[\d.]+$/.test(host) ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const),
  )
  const { cert, private: key } = await generate([{ name: 'commonName', value: randomUUID() }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { cert, key }
}

export async function httpsServer(certificate: Certificate, listener: RequestListener): Promise<TestServer> {
  const server = createHttpsServer(certificate, listener)
  server.on('tlsClientError', () => {})
  return listening(server, 'https')
}

/** An origin where nobody listens any more. */
export async function deadOrigin(): Promise<string> {
  const server = createTcpServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

export interface TestProxy extends TestServer {
  /** What it was asked for: `CONNECT host:port`, or `GET http://...`. */
  readonly asked: readonly string[]
  /** Proxy-Authorization of each request. */
  readonly authorizations: readonly (string | undefined)[]
}

/** A forward proxy: tunnels for CONNECT, and passes on requests with a whole address. */
export async function forwardProxy(refuse?: number): Promise<TestProxy> {
  const asked: string[] = []
  const authorizations: (string | undefined)[] = []
  const server = createHttpServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming
    const { 'proxy-authorization': authorization, ...passedOn } = headers
    asked.push(`${method} ${url}`)
    authorizations.push(authorization)
    const passed = sendRequest(url, { method, headers: passedOn }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    incoming.pipe(passed)
  })
  server.on('connect', ({ url = '', headers }, client: Socket, head: Buffer) => {
    asked.push(`CONNECT ${url}`)
    authorizations.push(headers['proxy-authorization'])
    client.on('error', () => {})
    if (refuse !== undefined) return client.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 4\r\n\r\nNo.\n`)
    const [host, port] = url.split(':')
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.write(head)
      target.pipe(client)
      client.pipe(target)
    })
    target.on('error', () => client.destroy())
    client.on('close', () => target.destroy())
  })
  const { origin, port, sockets } = await listening(server, 'http')
  return { origin, port, sockets, asked, authorizations }
}

export interface ChildResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a module's text in a Node of its own, and waits until that ends by itself. */
export async function runNode(
  text: string,
  { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<ChildResult> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    env: { PATH: process.env.PATH ?? '', ...env },
    ...(cwd !== undefined && { cwd }),
  })
  onTestFinished(() => {
    child.kill()
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', part => {
    stdout += part
  })
  child.stderr.on('data', part => {
    stderr += part
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, stdout, stderr }
}

async function listening(server: Server | TcpServer, scheme: string): Promise<TestServer> {
  const sockets: Socket[] = []
  server.on('connection', (socket: Socket) => sockets.push(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { origin: `${scheme}://127.0.0.1:${port}`, port, sockets }
}

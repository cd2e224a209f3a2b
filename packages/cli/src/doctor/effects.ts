import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { type Fetch, nodeFetch, type Settings } from '@looker-auth/node'
import { stepBoundMs } from './bounds.js'
import { opened, orAborted } from './network/opened.js'

/** A host and a port. */
export interface Target {
  readonly host: string
  readonly port: number
}

/** A server that is to speak TLS. */
export interface TlsTarget {
  readonly host: string
  /** PEM text of the authorities to trust. Default: Node's. */
  readonly ca?: string | undefined
}

/** What the steps do to the world. */
export interface Effects {
  /** The addresses of a name. */
  lookup(host: string, signal: AbortSignal): Promise<readonly string[]>
  /** An open connection. */
  connect(target: Target, signal: AbortSignal): Promise<Socket>
  /** TLS on an open connection. The certificate is looked at, and may be one that is not trusted: nothing secret may be sent. */
  secure(socket: Socket, target: TlsTarget, signal: AbortSignal): Promise<TLSSocket>
  /** A fetch with the settings of the connection. */
  fetch(settings: Settings): Fetch & { close(): void }
  /** Milliseconds since 1970. */
  now(): number
}

/** The real ones. */
export const systemEffects: Effects = {
  async lookup(host, signal) {
    const found = await orAborted(lookup(host, { all: true }), signal)
    return found.map(({ address }) => address)
  },
  connect: ({ host, port }, signal) => opened(connect({ host, port }), 'connect', signal),
  secure(socket, { host, ca }, signal) {
    const name = isIP(host) === 0 ? { servername: host } : {}
    const trusted = ca === undefined ? {} : { ca }
    const secured = connectTls({ socket, host, ...name, ...trusted, rejectUnauthorized: false })
    return opened(secured, 'secureConnect', signal)
  },
  fetch: ({ verifySsl, ca, proxy }) =>
    nodeFetch({ verifySsl, ...(ca !== undefined && { ca }), proxy, timeoutMs: stepBoundMs }),
  now: () => Date.now(),
}

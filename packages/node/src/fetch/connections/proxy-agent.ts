import type { Agent, AgentOptions, ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { type ConnectionOptions, checkServerIdentity, type PeerCertificate } from 'node:tls'
import { coded } from '../failure.js'
import { proxyLogin } from './proxy-address.js'

/** What an agent that goes through a proxy is made of. */
export interface ProxyAgentOptions {
  readonly proxy: string
  readonly pool: AgentOptions
  readonly tls: ConnectionOptions
}

/** Emitted on a request that is given up: Node itself says nothing of it before there is a socket. */
export const abandonedEvent = 'looker-auth:abandoned'

const forwards = Symbol('forwards')

/** Sends `http:` requests to the proxy with the whole address. */
export async function forwardingAgent({ proxy, pool, tls }: ProxyAgentOptions): Promise<Agent> {
  const { HttpProxyAgent } = await import('http-proxy-agent')
  type Connecting = Parameters<InstanceType<typeof HttpProxyAgent>['connect']>

  class ForwardingAgent extends HttpProxyAgent<string> {
    readonly [forwards] = true

    override connect(request: Connecting[0], options: Connecting[1]): Promise<Socket> {
      const shown = withoutOutput(request)
      return unlessAbandoned(this, request, own => super.connect.call(own, shown, options)).catch(unreachable)
    }
  }
  const { address, headers } = proxyLogin(proxy)
  return new ForwardingAgent(address, { ...pool, ...tls, headers })
}

/** Sends `https:` requests through a tunnel (CONNECT): the proxy sees the host, nothing else. */
export async function tunnelAgent({ proxy, pool, tls }: ProxyAgentOptions): Promise<Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  type ConnectOptions = Parameters<InstanceType<typeof HttpsProxyAgent>['connect']>[1]

  class TunnelAgent extends HttpsProxyAgent<string> {
    override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
      let status = 0
      request.once('proxyConnect', (answer: { statusCode: number }) => {
        status = answer.statusCode
      })
      // The agent's own TLS settings reach the proxy only; the server behind it needs them too. The library drops the
      // host, so that the certificate of an IP address would be compared with "localhost".
      const { host = '' } = options
      const verify = (_: string, certificate: PeerCertificate): Error | undefined =>
        checkServerIdentity(host, certificate)
      const behind = { ...options, ...tls, checkServerIdentity: verify } as ConnectOptions
      const socket = await unlessAbandoned(this, request, own =>
        super.connect.call(own, request, behind),
      ).catch(error => {
        throw error.code === undefined ? refusal('The proxy gave no proper answer') : unreachable(error)
      })
      if (status === 200) return socket
      // The library would pass the proxy's own page off as the server's answer.
      socket.destroy()
      throw status >= 500 ? unavailable(status) : refusal(`The proxy refused the tunnel: HTTP ${status}`)
    }
  }
  const { address, headers } = proxyLogin(proxy)
  return new TunnelAgent(address, { ...pool, ...tls, headers })
}

/** Whether the agent goes through a proxy. */
export function isProxied(agent: Agent): boolean {
  return 'proxy' in agent
}

/** Whether this answer is a plain proxy's own: it wants a user name and password. */
export function isProxyRefusal(agent: Agent, status: number | undefined): boolean {
  return status === 407 && forwards in agent
}

/** A proxy that answers, but does not do what it is asked. */
export function refusal(message: string): Error {
  return coded('ERR_PROXY_TUNNEL', message)
}

/** A proxy that could not reach the server: it may later. */
function unavailable(status: number): Error {
  return coded('ERR_PROXY_UNAVAILABLE', `The proxy could not reach the server: HTTP ${status}`)
}

function unreachable(cause: unknown): never {
  throw coded('ERR_PROXY_CONNECTION', 'The connection to the proxy failed', cause)
}

/**
 * The request without what is written to it. The library writes the head of a request again, and prints it where DEBUG is set: with the token.
 * There is no need to: the address was changed before Node wrote the head.
 */
function withoutOutput<R extends ClientRequest>(request: R): R {
  return Object.create(request, { outputData: { value: [] }, _implicitHeader: { value: () => {} } })
}

/** Connects to the proxy, and lets go of that socket when the request is given up meanwhile. */
async function unlessAbandoned<A extends Agent & { connectOpts: object }>(
  agent: A,
  request: ClientRequest,
  connect: (agent: A) => Promise<Socket>,
): Promise<Socket> {
  const ended = new AbortController()
  const end = (): void => ended.abort()
  request.once(abandonedEvent, end)
  try {
    const connectOpts = { value: { ...agent.connectOpts, signal: ended.signal } }
    return await connect(Object.create(agent, { connectOpts }))
  } finally {
    request.off(abandonedEvent, end)
  }
}

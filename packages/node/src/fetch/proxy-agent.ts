import type { Agent, AgentOptions, ClientRequest } from 'node:http'
import type { ConnectionOptions } from 'node:tls'

/** What an agent that goes through a proxy is made of. */
export interface ProxyAgentOptions {
  readonly proxy: string
  readonly pool: AgentOptions
  readonly tls: ConnectionOptions
}

/** Sends `http:` requests to the proxy with the whole address. */
export async function forwardingAgent({ proxy, pool, tls }: ProxyAgentOptions): Promise<Agent> {
  const { HttpProxyAgent } = await import('http-proxy-agent')
  return new HttpProxyAgent(proxy, { ...pool, ...tls })
}

/** Sends `https:` requests through a tunnel (CONNECT): the proxy sees the host, nothing else. */
export async function tunnelAgent({ proxy, pool, tls }: ProxyAgentOptions): Promise<Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  type ConnectOptions = Parameters<InstanceType<typeof HttpsProxyAgent>['connect']>[1]

  class TunnelAgent extends HttpsProxyAgent<string> {
    override async connect(request: ClientRequest, options: ConnectOptions) {
      const ended = new AbortController()
      const giveUp = (): void => ended.abort()
      let status = 0
      request.once('close', giveUp)
      request.once('proxyConnect', (answer: { statusCode: number }) => {
        status = answer.statusCode
      })
      try {
        // Without the signal, a proxy that never answers would keep its socket when the request is given up.
        const own = Object.create(this, {
          connectOpts: { value: { ...this.connectOpts, signal: ended.signal } },
        })
        // The agent's own TLS settings reach the proxy only; the server behind it needs them too.
        const socket = await super.connect.call(own, request, { ...options, ...tls } as ConnectOptions)
        if (status === 200) return socket
        // The library would pass the proxy's own page off as the server's answer.
        socket.destroy()
        throw Object.assign(new Error(`The proxy refused the tunnel: HTTP ${status}`), {
          code: 'ERR_PROXY_TUNNEL',
        })
      } finally {
        request.off('close', giveUp)
      }
    }
  }
  return new TunnelAgent(proxy, { ...pool, ...tls })
}

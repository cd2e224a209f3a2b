import { type AgentOptions, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import { coded, refused } from '../failure.js'
import { type ProxyFlaw, readProxy } from './proxy-address.js'
import { forwardingAgent, tunnelAgent } from './proxy-agent.js'
import type { ProxyChoice } from './proxy-choice.js'

/**
 * Idle connections are kept this long, as Node's own fetch keeps them; a server's shorter Keep-Alive hint counts. Servers
 * that close earlier without saying so would fail the next request.
 */
const idleMs = 4000

/** To one origin: thousands of calls at once must not run out of file descriptors. The others wait for their turn. */
const mostSockets = 256

/** Origins whose choice of proxy is remembered. */
const mostRemembered = 1000

/** The connections of one `fetch`, which no other one uses. */
export interface Agents {
  /** The agent for an address; a promise only when a proxy has to be set up. */
  for(url: URL): HttpAgent | Promise<HttpAgent>
  /** Closes the idle connections. */
  close(): void
}

/** @param tls Goes for servers and for proxies that speak TLS. */
export function createAgents(tls: ConnectionOptions, proxyFor: ProxyChoice): Agents {
  const pool: AgentOptions = { keepAlive: true, timeout: idleMs, maxSockets: mostSockets }
  const plain = new HttpAgent(pool)
  const secure = new HttpsAgent({ ...pool, ...tls })
  const byOrigin = new Map<string, HttpAgent | Promise<HttpAgent>>()
  const byProxy = new Map<string, Promise<HttpAgent>>()
  const open = new Set<HttpAgent>([plain, secure])

  const throughProxy = (proxy: string, protocol: string): Promise<HttpAgent> => {
    const key = `${protocol}${proxy}`
    const known = byProxy.get(key)
    if (known !== undefined) return known
    const make = protocol === 'https:' ? tunnelAgent : forwardingAgent
    const made = make({ proxy, pool, tls })
    byProxy.set(key, made)
    made.then(
      agent => open.add(agent),
      () => byProxy.delete(key),
    )
    return made
  }
  const choose = ({ href, protocol }: URL): HttpAgent | Promise<HttpAgent> => {
    const chosen = proxyFor(href)
    if (chosen === undefined || chosen === '') return protocol === 'https:' ? secure : plain
    const { address, flaw } = readProxy(chosen)
    if (flaw !== undefined) throw unusableProxy(flaw)
    return throughProxy(address, protocol)
  }
  return {
    for(url) {
      const known = byOrigin.get(url.origin)
      if (known !== undefined) return known
      const agent = choose(url)
      if (byOrigin.size >= mostRemembered) byOrigin.clear()
      byOrigin.set(url.origin, agent)
      return agent
    },
    close() {
      for (const agent of open) {
        for (const sockets of Object.values(agent.freeSockets)) {
          for (const socket of sockets ?? []) socket.destroy()
        }
      }
    },
  }
}

function unusableProxy(flaw: ProxyFlaw): TypeError {
  const [code, reason] =
    flaw === 'address'
      ? (['ERR_PROXY_ADDRESS', 'the address of the proxy is not http or https'] as const)
      : ([
          'ERR_PROXY_CREDENTIALS',
          'the user name or password of the proxy has a % that encodes no character',
        ] as const)
  return refused(reason, coded(code, reason))
}

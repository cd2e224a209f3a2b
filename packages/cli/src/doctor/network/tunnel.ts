import { request } from 'node:http'
import type { Socket } from 'node:net'
import type { Settings } from '@looker-auth/node'
import { shownTarget, targetOf } from '../address.js'
import type { Effects, Target } from '../effects.js'
import type { UsedProxy } from '../proxy.js'

/** What a tunnel is opened with. */
export interface TunnelOptions {
  readonly effects: Effects
  readonly proxy: UsedProxy
  /** How a proxy with TLS is checked. */
  readonly settings: Pick<Settings, 'ca' | 'verifySsl'>
  readonly signal: AbortSignal
}

/** The proxy's answer: status 200, and a connection through it. */
export interface Tunnel {
  readonly status: number
  readonly socket: Socket
}

/** The code of a proxy whose certificate is not trusted. */
export const untrustedProxy = 'ERR_PROXY_CERTIFICATE'

/** A connection to the proxy itself. */
export async function connectProxy({ effects, proxy, settings, signal }: TunnelOptions): Promise<Socket> {
  const target = targetOf(proxy.url.href)
  const socket = await effects.connect(target, signal)
  if (proxy.url.protocol === 'http:') return socket
  const secured = await effects.secure(socket, { host: target.host, ca: settings.ca }, signal)
  if (secured.authorized || !settings.verifySsl) return secured
  secured.destroy()
  throw Object.assign(new Error('The certificate is not trusted'), { code: untrustedProxy })
}

/** Asks the proxy for a connection to the target. */
export async function openTunnel(options: TunnelOptions, target: Target): Promise<Tunnel> {
  const { proxy, signal } = options
  const socket = await connectProxy(options)
  const path = shownTarget(target)
  const headers = { host: path, ...login(proxy) }
  return new Promise((resolve, reject) => {
    const asked = request({ method: 'CONNECT', path, headers, signal, createConnection: () => socket })
    asked.once('connect', ({ statusCode: status = 0 }, tunnel: Socket) => resolve({ status, socket: tunnel }))
    asked.once('response', ({ statusCode: status = 0 }) => resolve({ status, socket }))
    asked.once('error', error => {
      socket.destroy()
      reject(error)
    })
    asked.end()
  })
}

function login({ url: { username, password } }: UsedProxy): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

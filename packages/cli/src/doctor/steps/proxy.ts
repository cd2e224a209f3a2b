import type { Settings } from '@looker-auth/node'
import { shownTarget, targetOf } from '../address.js'
import { codeOf, reasonOf } from '../network/failure.js'
import { connectProxy, openTunnel, type TunnelOptions, untrustedProxy } from '../network/tunnel.js'
import { exceptedVariable, type ProxyFlaw, proxyOf, setVariable, type UsedProxy } from '../proxy.js'
import { type Finding, ok, type Step, unlessBlocked } from '../step.js'

export const proxyStep: Step = {
  name: 'proxy',
  title: 'Proxy',
  blocks: 'the proxy does not connect to the server',
  skip: unlessBlocked,
  async run({ facts: { settings }, effects, io, signal }) {
    if (settings === undefined) return ok()
    const proxy = proxyOf(settings, io.env)
    if (proxy === undefined) return ok(directLine(settings, exceptedVariable(settings, io.env)))
    if (typeof proxy === 'string') return unusable(proxy, setVariable(settings.baseUrl, io.env))
    const named = `The connection goes through ${proxy.shown}${placeOf(proxy)}.`
    const options = { effects, proxy, settings, signal }
    try {
      return await through(options, settings.baseUrl, named)
    } catch (error) {
      return unreachable(proxy, named, signal.aborted ? 'TimeoutError' : codeOf(error))
    }
  },
}

function directLine({ baseUrl }: Settings, excepted: string | undefined): string {
  if (excepted === undefined) return 'None: the connection is direct.'
  return `None: ${excepted} is set, but NO_PROXY names ${targetOf(baseUrl).host}.`
}

async function through(options: TunnelOptions, baseUrl: string, named: string): Promise<Finding> {
  if (baseUrl.startsWith('http:')) {
    const socket = await connectProxy(options)
    socket.destroy()
    return ok(named, 'It accepts connections.')
  }
  const target = targetOf(baseUrl)
  const { status, socket } = await openTunnel(options, target)
  socket.destroy()
  if (status === 200) return ok(named, `It connects to ${shownTarget(target)}.`)
  const { proxy } = options
  return {
    status: 'failed',
    lines: [named, `It does not connect to ${shownTarget(target)}: HTTP ${status}.`],
    next: refusedNext(status, proxy),
    code: `HTTP_${status}`,
  }
}

function refusedNext(status: number, proxy: UsedProxy): string {
  const setting = settingOf(proxy)
  if (status === 407)
    return `Put the user name and password of the proxy into ${setting}: http://user:password@host:port.`
  const except = `name the host in NO_PROXY, if it is reached without ${proxy.shown}`
  if (status >= 500) return `Check host and port in base_url, which the proxy cannot reach; or ${except}.`
  return `Ask the administrator of the proxy to allow this host and port, or ${except}.`
}

function unreachable(proxy: UsedProxy, named: string, code: string): Finding {
  return {
    status: 'failed',
    lines: [named, `The proxy could not be reached: ${reasonOf(code)}.`],
    next:
      code === untrustedProxy
        ? 'Put the certificate authority of the proxy into the setting ca (LOOKERSDK_CA, or ca in looker.ini).'
        : `Correct the address of the proxy in ${settingOf(proxy)}, or name the host in NO_PROXY, if it needs no proxy.`,
    code,
  }
}

const flaws: Readonly<Record<ProxyFlaw, readonly [line: string, next: string]>> = {
  address: [
    'The address of the proxy is neither http nor https. Other proxies (socks) cannot be used.',
    'as http://host:port or http://user:password@host:port.',
  ],
  login: [
    'The user name or password of the proxy has a % that encodes no character.',
    'with each % of the user name and password as %25, and each @ as %40.',
  ],
}

function unusable(flaw: ProxyFlaw, variable: string | undefined): Finding {
  const [line, how] = flaws[flaw]
  return {
    status: 'failed',
    lines: [line],
    next: `Write ${variable ?? 'the address of the proxy'} ${how}`,
    code: 'configuration',
  }
}

function placeOf({ variable, url }: UsedProxy): string {
  const login = url.username === '' && url.password === '' ? '' : 'with a user name and password'
  const from = variable === undefined ? '' : `environment variable ${variable}`
  const parts = [from, login].filter(part => part !== '')
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function settingOf({ variable }: UsedProxy): string {
  return variable ?? 'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY'
}

import { nodeNet } from '../../loading/node-net.js'

/**
 * Whether NO_PROXY excepts this address, as curl, Go and Python read that list. Its entries are separated by commas or white space:
 *
 * - `looker.example`, `.looker.example` or `*.looker.example`: this host and its subdomains;
 * - an IP address, or a range of them in CIDR notation (`10.0.0.0/8`, `fd00::/8`);
 * - each host or address also with a port: then for this port only;
 * - `*`: every host.
 *
 * An entry that is none of these is ignored.
 */
export function isExcepted({ protocol, hostname, port }: URL, noProxy: string): boolean {
  const asked = {
    host: hostname.replace(/^\[|\]$|\.$/g, ''),
    port: port === '' ? defaultPorts[protocol] : port,
  }
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some(entry => entry !== '' && matches(entry, asked))
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

interface Asked {
  readonly host: string
  readonly port: string | undefined
}

function matches(entry: string, { host, port }: Asked): boolean {
  if (entry === '*') return true
  const { isIP } = nodeNet()
  const [, range = '', bits] = /^\[?([^\]/]+)\]?\/(\d{1,3})$/.exec(entry) ?? []
  if (bits !== undefined) return isInRange(host, range, Number(bits))
  const [, named, namedPort] = isIP(entry) === 6 ? [] : (/^(.+):(\d+)$/.exec(entry) ?? [])
  if (namedPort !== undefined && Number(namedPort) !== Number(port)) return false
  const name = (named ?? entry).replace(/^\[|\]$|\.$/g, '')
  const family = isIP(name)
  if (family !== 0) return isInRange(host, name, family === 4 ? 32 : 128)
  const domain = name.replace(/^\*?\.?/, '')
  return domain !== '' && isIP(host) === 0 && (host === domain || host.endsWith(`.${domain}`))
}

function isInRange(host: string, range: string, bits: number): boolean {
  const { BlockList, isIP } = nodeNet()
  const families = [isIP(range), isIP(host)].map(family => (family === 4 ? 'ipv4' : 'ipv6'))
  const [ofRange, ofHost] = families as ['ipv4' | 'ipv6', 'ipv4' | 'ipv6']
  if (isIP(range) === 0 || isIP(host) === 0 || bits > (ofRange === 'ipv4' ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(range, bits, ofRange)
  return list.check(host, ofHost)
}

import { isIP } from 'node:net'
import type { Target } from './effects.js'

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** Host and port of an address. */
export function targetOf(address: string): Target {
  const { hostname, port, protocol } = new URL(address)
  const host = hostname.replace(/^\[|\]$/g, '')
  return { host, port: port === '' ? (defaultPorts[protocol] ?? 0) : Number(port) }
}

/** As it stands in an address. */
export function shownTarget({ host, port }: Target): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/** The setting and its place: base_url (environment variable LOOKERSDK_BASE_URL). */
export function placed(setting: string, place: string | undefined): string {
  return place === undefined ? setting : `${setting} (${place})`
}

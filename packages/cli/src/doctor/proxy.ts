import type { Env, Settings } from '@looker-auth/node'

/** The proxy of a connection. */
export interface UsedProxy {
  /** http or https, with its user name and password: not to be shown. */
  readonly url: URL
  /** Without user name and password. */
  readonly shown: string
  /** The variable that names it, where that is known. */
  readonly variable: string | undefined
}

/** Why a proxy cannot be used: it is neither http nor https, or its user name or password cannot be decoded. */
export type ProxyFlaw = 'address' | 'login'

/** The proxy that the connection takes, or what is wrong with its address; undefined for none. */
export function proxyOf({ baseUrl, proxy }: Settings, env: Env): UsedProxy | ProxyFlaw | undefined {
  const chosen = proxy(baseUrl)
  if (chosen === undefined || chosen === '') return undefined
  const full = chosen.includes('://') ? chosen : `http://${chosen}`
  if (!URL.canParse(full)) return 'address'
  const url = new URL(full)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'address'
  if (![url.username, url.password].every(isDecodable)) return 'login'
  return { url, shown: `${url.protocol}//${url.host}`, variable: variableWith(chosen, baseUrl, env) }
}

/** The variable that would name a proxy, if NO_PROXY did not except the host. */
export function exceptedVariable({ baseUrl, proxy }: Settings, env: Env): string | undefined {
  if (proxy(baseUrl)) return undefined
  const name = namesFor(baseUrl).find(name => env[name]?.trim())
  return name !== undefined && (env.no_proxy?.trim() || env.NO_PROXY?.trim()) ? name : undefined
}

/** The variable of a proxy for this address: the first one that is set. */
export function setVariable(baseUrl: string, env: Env): string | undefined {
  return namesFor(baseUrl).find(name => env[name]?.trim())
}

function variableWith(chosen: string, baseUrl: string, env: Env): string | undefined {
  return namesFor(baseUrl).find(name => env[name]?.trim() === chosen)
}

function namesFor(baseUrl: string): readonly string[] {
  const own = baseUrl.startsWith('https:') ? 'https_proxy' : 'http_proxy'
  return [own, 'all_proxy'].flatMap(name => [name, name.toUpperCase()])
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

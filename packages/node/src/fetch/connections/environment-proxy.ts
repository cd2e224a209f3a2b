import { isExcepted } from './no-proxy.js'

/** Environment variables by name. */
type Env = Readonly<Record<string, string | undefined>>

/**
 * The proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY give for an address, as they stand when it is asked; the empty string
 * for none. The lower-case name counts before the upper-case one. It reads them as curl, Go and Python do, which no package does.
 */
export function environmentProxy(address: string, env: Env = process.env): string {
  const url = new URL(address)
  const proxy =
    (url.protocol === 'https:' ? variable('https_proxy', env) : plainProxy(env)) || variable('all_proxy', env)
  return proxy === '' || isExcepted(url, variable('no_proxy', env)) ? '' : proxy
}

function variable(name: string, env: Env): string {
  return env[name]?.trim() || env[name.toUpperCase()]?.trim() || ''
}

/**
 * A CGI server passes the request's headers in variables, `Proxy: ...` as HTTP_PROXY (httpoxy, CVE-2016-5388). There only the lower-case
 * name counts. Windows compares the names without regard to case, so the name is looked for as it was written.
 */
function plainProxy(env: Env): string {
  if ((env.REQUEST_METHOD ?? '') === '') return variable('http_proxy', env)
  const [, own = ''] = Object.entries(env).find(([name]) => name === 'http_proxy') ?? []
  return own.trim()
}

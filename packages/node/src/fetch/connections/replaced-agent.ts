import http from 'node:http'
import https from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import { AuthError } from '@looker-auth/core'
import { readProxy } from './proxy-address.js'
import { type ProxyChoice, proxyOfEnvironment } from './proxy-choice.js'

/** The settings of a `fetch` that only its own agent applies. */
export interface AgentSettings {
  readonly tls: ConnectionOptions
  readonly proxyFor: ProxyChoice
}

/** Before a request is made: the error, where global-agent would put its own agent in place of ours and ignore a setting. */
export function knownReplacement(url: URL, settings: AgentSettings): AuthError | undefined {
  const agent = globalAgent(url)
  if (agent === undefined) return undefined
  const ignored = ignoredSetting(url, settings, agent)
  return ignored === undefined || isAgentAsked(url) ? undefined : wouldIgnore(ignored)
}

/**
 * For a request that was made without our agent: the error, where what takes its place is not known and would ignore a setting.
 * Mocks (nock, msw) answer without a connection, or connect by our agent later.
 */
export function unknownReplacement(url: URL, settings: AgentSettings): AuthError | undefined {
  if (globalAgent(url) !== undefined || isMocked()) return undefined
  const ignored = ignoredSetting(url, settings, undefined)
  return ignored === undefined ? undefined : wouldIgnore(ignored)
}

/** For a mock that lets a request pass, and would connect to the server itself. */
export function passedProxy(): AuthError {
  return new AuthError('configuration', {
    message:
      'A mock in this process (nock, msw) let a request pass, and would not go through the proxy; nothing was sent.',
    hint: 'Give the mock a handler for Looker, or name the host in NO_PROXY (`proxy: false`) if it needs no proxy.',
  })
}

function wouldIgnore(setting: string): AuthError {
  const keepOwn = 'set GLOBAL_AGENT_FORCE_GLOBAL_AGENT=false before global-agent starts'
  return new AuthError('configuration', {
    message: `global-agent, or a library like it, replaced the connections of this session and would ignore ${setting}; nothing was sent.`,
    hint:
      setting === unverified
        ? `Unset NODE_TLS_REJECT_UNAUTHORIZED, or ${keepOwn}.`
        : `To keep the session's own connections, ${keepOwn}; or give the setting to global-agent, and not to the session.`,
  })
}

const unverified = 'the check of the certificate (NODE_TLS_REJECT_UNAUTHORIZED is set)'

/** global-agent puts agents that are not Node's in place of the global ones. */
function globalAgent({ protocol }: URL): object | undefined {
  const agent: object = protocol === 'https:' ? https.globalAgent : http.globalAgent
  return agent instanceof http.Agent ? undefined : agent
}

/** Whether a request takes the agent that it is given: tried with a path that Node refuses after it has looked at the agent. */
function isAgentAsked({ protocol }: URL): boolean {
  let asked = false
  const agent = Object.create(http.Agent.prototype, {
    addRequest: {
      get() {
        asked = true
        return () => {}
      },
    },
  })
  const { request } = protocol === 'https:' ? https : http
  try {
    request({ protocol, agent, host: 'localhost', path: ' ' }).on('error', () => {})
  } catch {}
  return asked
}

/** nock puts a class of its own in place of the request's; msw, and nock from 14 on, leave this symbol. */
function isMocked(): boolean {
  return (
    http.ClientRequest.name === 'OverriddenClientRequest' ||
    Symbol.for('client-request-interceptor') in globalThis
  )
}

function ignoredSetting(
  url: URL,
  { tls, proxyFor }: AgentSettings,
  agent: object | undefined,
): string | undefined {
  if (url.protocol === 'https:') {
    if (tls.ca !== undefined) return 'the setting `ca`'
    if (tls.rejectUnauthorized === false) return 'the setting `verifySsl: false`'
    if ((process.env.NODE_TLS_REJECT_UNAUTHORIZED ?? '1') !== '1') return unverified
  }
  const proxy = proxyFor(url.href) || undefined
  if (proxy === undefined && proxyFor === proxyOfEnvironment) return undefined
  const address = proxy === undefined ? undefined : readProxy(proxy).address
  if (address === globalProxy(url, agent)) return undefined
  return 'the proxy setting (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY)'
}

/** The proxy that global-agent takes for an address; `unknown` where it only says that there is one. */
function globalProxy({ href, protocol }: URL, agent: object | undefined): string | undefined {
  const { mustUrlUseProxy } = (agent ?? {}) as { mustUrlUseProxy?: (url: string) => boolean }
  if (!mustUrlUseProxy?.(href)) return undefined
  const { GLOBAL_AGENT: set = {} } = globalThis as { GLOBAL_AGENT?: Record<string, string | null> }
  const proxy = (protocol === 'https:' ? set.HTTPS_PROXY : undefined) ?? set.HTTP_PROXY
  return readProxy(proxy ?? '').address ?? 'unknown'
}

import type { Agent } from 'node:http'
import type { Call } from '../request/request.js'
import type { Payload } from '../request/request-body.js'
import { type Outgoing, send } from '../send.js'
import { createAgents } from './agents.js'
import type { AgentSettings } from './replaced-agent.js'

/** What differs from one step to the next of a call that follows redirects. */
export type Step = Pick<Outgoing, 'interruption' | 'redirected'>

/** What sends the requests of one `fetch`. It is loaded with the first of them: all of Node's http, TLS and zlib is behind it. */
export interface Connections {
  send(call: Call, payload: Payload | undefined, step: Step): Promise<Response>
  /** Closes the idle connections. */
  close(): void
}

/** Connections with these settings, none of them open yet. */
export function openConnections(settings: AgentSettings, crossFetch: Outgoing['crossFetch']): Connections {
  const agents = createAgents(settings.tls, settings.proxyFor)
  return {
    send({ url, method, headers, redirect }, payload, step) {
      const following = redirect === 'follow'
      const through = (agent: Agent): Promise<Response> =>
        send({ crossFetch, url, method, headers, payload, agent, settings, following, ...step })
      const found = agents.for(url)
      return found instanceof Promise ? found.then(through) : through(found)
    },
    close: agents.close,
  }
}

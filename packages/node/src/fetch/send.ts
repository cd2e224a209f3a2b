import type { Agent, ClientRequest } from 'node:http'
import { Duplex, Readable } from 'node:stream'
import type { fetch as CrossFetch } from 'cross-fetch'
import { abandonedEvent, isProxied, isProxyRefusal, refusal } from './connections/proxy-agent.js'
import {
  type AgentSettings,
  knownReplacement,
  passedProxy,
  unknownReplacement,
} from './connections/replaced-agent.js'
import { networkFailure, reportedFailure } from './failure.js'
import { hiddenMessage, type Message } from './hidden-message.js'
import type { Interruption } from './interruption.js'
import { outsideSignal } from './outside-signal.js'
import type { Payload } from './request/request-body.js'
import type { PlainHeaders } from './request/request-headers.js'
import { otherProtocol, toResponse } from './response/response.js'

/** One request, without redirects. */
export interface Outgoing {
  /** cross-fetch itself. */
  readonly crossFetch: typeof CrossFetch
  readonly url: URL
  readonly method: string
  readonly headers: PlainHeaders
  readonly payload: Payload | undefined
  readonly agent: Agent
  /** The settings of the agent. Where another agent takes its place and would ignore one, the request is not sent. */
  readonly settings: AgentSettings
  readonly interruption: Interruption
  /** Whether a redirect will be followed. */
  readonly following: boolean
  /** Whether redirects led here. */
  readonly redirected: boolean
}

/** Sends one request through cross-fetch and answers as the web's `fetch` does in `redirect: 'manual'` mode. */
export function send(outgoing: Outgoing): Promise<Response> {
  const { crossFetch, url, method, headers, payload, agent, settings, interruption } = outgoing
  const replaced = knownReplacement(url, settings)
  if (replaced !== undefined) return Promise.reject(replaced)
  return new Promise((resolve, reject) => {
    let request: ClientRequest | undefined
    let message: Message | undefined
    let failure: Error | undefined
    const body = payload?.open()
    const abandon = (): void => {
      if (body instanceof Readable) body.destroy()
      // An answer that has arrived whole is read to its end and dropped: then the connection can serve the next request.
      if (message?.complete) message.resume()
      else if (request === undefined) signal.abort()
      else request.destroy().emit(abandonedEvent)
    }
    const giveUp = (reason: unknown): void => {
      interruption.finish()
      reject(reason)
      abandon()
    }
    const signal = outsideSignal(() => {
      const refused = request === undefined ? unknownReplacement(url, settings) : undefined
      if (refused !== undefined) giveUp(refused)
    })
    if (body instanceof Readable) body.on('error', error => giveUp(networkFailure(error)))
    interruption.handle(giveUp)
    const fail = (error: Error): void => {
      failure ??= error
      if (message?.complete === false) message.destroy(error)
    }
    const arrive = (made: ClientRequest | undefined, arrived: Message): void => {
      request = made
      message = arrived
      // Without this, node-fetch would drop the body for any later error, also one after the end of the body.
      made?.removeAllListeners('error').on('error', fail)
    }
    const tap = tapped(agent, {
      onRequest(made) {
        request = made
        made.on('error', fail)
        made.once('response', arrived => arrive(made, arrived))
        made.once('upgrade', (_, socket) => {
          socket.destroy()
          giveUp(otherProtocol())
        })
      },
      onPassedProxy: giveUp,
    })
    const sized =
      payload?.length === undefined ? headers : { ...headers, 'content-length': `${payload.length}` }
    crossFetch(url.href, {
      method,
      headers: sized,
      ...(body !== undefined && { body }),
      redirect: 'manual',
      compress: false,
      agent: tap,
      signal,
    }).then(
      answer => {
        if (request === undefined) {
          const hidden = hiddenMessage(answer)
          arrive(hidden.request, hidden.message)
        }
        if (message === undefined) return giveUp(networkFailure(undefined))
        if (isProxyRefusal(agent, message.statusCode)) {
          return giveUp(networkFailure(refusal('The proxy refused the request: HTTP 407')))
        }
        try {
          const failed = (): Error | undefined => failure
          resolve(toResponse({ ...outgoing, message, body: answer.body, abandon, failure: failed }))
        } catch (error) {
          giveUp(error)
        }
      },
      error => giveUp(networkFailure(request === undefined ? reportedFailure(error) : failure)),
    )
  })
}

interface Taps {
  onRequest(request: ClientRequest): void
  onPassedProxy(error: Error): void
}

/**
 * An agent for one request that shows Node's own request. node-fetch hides what an exact answer needs: the headers as they came,
 * the system's error, the connection to close, and whether a body was cut off. Mocks, and libraries that replace agents, do not use it.
 */
function tapped(agent: Agent, { onRequest, onPassedProxy }: Taps): Agent {
  const { addRequest } = agent as Agent & { addRequest: AddRequest }
  return Object.create(agent, {
    addRequest: {
      value(request: ClientRequest, ...rest: unknown[]) {
        onRequest(request)
        addRequest.call(agent, request, ...rest)
      },
    },
    // Only mocks call this: they let the agent make a connection, and would not go through the proxy.
    ...(isProxied(agent) && {
      createConnection: {
        value() {
          onPassedProxy(passedProxy())
          return connectionToNowhere()
        },
      },
    }),
  })
}

type AddRequest = (this: Agent, request: ClientRequest, ...rest: unknown[]) => void

/** A connection that leads nowhere, because mocks do not expect that no connection can be made. */
function connectionToNowhere(): Duplex {
  const nowhere = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  return Object.assign(nowhere, { address: () => ({}) })
}

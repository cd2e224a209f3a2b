import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { fetch as crossFetch } from 'cross-fetch'
import { networkFailure } from './failure.js'
import type { Interruption } from './interruption.js'
import { abandonedEvent, isProxyRefusal, refusal } from './proxy-agent.js'
import type { Payload } from './request-body.js'
import type { PlainHeaders } from './request-headers.js'
import { otherProtocol, toResponse } from './response.js'

/** One request, without redirects. */
export interface Outgoing {
  readonly url: URL
  readonly method: string
  readonly headers: PlainHeaders
  readonly payload: Payload | undefined
  readonly agent: Agent
  readonly interruption: Interruption
  /** Whether a redirect will be followed. */
  readonly following: boolean
  /** Whether redirects led here. */
  readonly redirected: boolean
}

/** Sends one request through cross-fetch and answers as the web's `fetch` does in `redirect: 'manual'` mode. */
export function send(outgoing: Outgoing): Promise<Response> {
  const { url, method, headers, payload, agent, interruption } = outgoing
  return new Promise((resolve, reject) => {
    let request: ClientRequest | undefined
    let message: IncomingMessage | undefined
    let failure: Error | undefined
    const body = payload?.open()
    const abandon = (): void => {
      if (body instanceof Readable) body.destroy()
      // What is here already may run out unread: then the connection serves the next request.
      if (message?.complete) message.resume()
      else request?.destroy().emit(abandonedEvent)
    }
    const giveUp = (reason: unknown): void => {
      interruption.finish()
      reject(reason)
      abandon()
    }
    if (body instanceof Readable) body.on('error', error => giveUp(networkFailure(error)))
    interruption.handle(giveUp)
    const tap = tapped(agent, made => {
      request = made
      const fail = (error: Error): void => {
        failure ??= error
        if (message?.complete === false) message.destroy(error)
      }
      made.on('error', fail)
      made.once('response', arrived => {
        message = arrived
        // From here on node-fetch would throw the body away for any error, also one after its end.
        made.removeAllListeners('error').on('error', fail)
      })
      made.once('upgrade', (_, socket) => {
        socket.destroy()
        giveUp(otherProtocol())
      })
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
    }).then(
      answer => {
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
      () => giveUp(networkFailure(failure)),
    )
  })
}

/**
 * An agent for one request that shows it. node-fetch alone hides what a faithful answer needs: the headers as they came, the
 * system's error, the connection to close, and a body that was cut off.
 */
function tapped(agent: Agent, show: (request: ClientRequest) => void): Agent {
  const { addRequest } = agent as Agent & { addRequest: AddRequest }
  return Object.create(agent, {
    addRequest: {
      value(request: ClientRequest, ...rest: unknown[]) {
        show(request)
        addRequest.call(agent, request, ...rest)
      },
    },
  })
}

type AddRequest = (this: Agent, request: ClientRequest, ...rest: unknown[]) => void

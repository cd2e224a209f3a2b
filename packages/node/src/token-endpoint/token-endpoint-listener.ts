import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { TokenEndpoint } from '@looker-auth/core'

/** What Node's `http`, Express, Connect and their like call for a request. */
export type NodeListener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** Left by a body parser that ran before. */
interface ParsedMessage extends IncomingMessage {
  body?: unknown
  rawBody?: Buffer
}

/**
 * A token endpoint as a listener of Node's `http`. Frameworks that read the body before, parsed or not, may call it too.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { createSession, createTokenEndpoint } from '@looker-auth/node'
 * import { tokenEndpointListener } from '@looker-auth/node/token-endpoint'
 *
 * const endpoint = createTokenEndpoint({
 *   session: createSession(),
 *   userFor: request => (request.headers.get('cookie') === 'sid=1' ? { userId: '789', sessionId: '1' } : null),
 * })
 * createServer(tokenEndpointListener(endpoint)).listen(8080)
 * ```
 */
export function tokenEndpointListener(endpoint: TokenEndpoint): NodeListener {
  const listener = getRequestListener(endpoint, { overrideGlobalObjects: false })
  return async (incoming: ParsedMessage, outgoing) => {
    if (incoming.readableEnded && incoming.rawBody === undefined && incoming.body !== undefined) {
      incoming.rawBody = bytesOf(incoming.body)
    }
    await listener(incoming, outgoing)
  }
}

/** Parsers leave an object; those for text and raw bodies, what the page sent. */
function bytesOf(body: unknown): Buffer {
  if (typeof body === 'string') return Buffer.from(body)
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body))
}

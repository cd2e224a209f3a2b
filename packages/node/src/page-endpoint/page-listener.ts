import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'

/** What Node's `http`, Express, Connect and their like call for a request. */
export type NodeListener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** Left by a body parser that ran before. */
interface ParsedMessage extends IncomingMessage {
  body?: unknown
  rawBody?: Buffer
}

/** An endpoint for pages as a listener of Node's `http`. Frameworks that read the body before, parsed or not, may call it too. */
export function pageListener(endpoint: (request: Request) => Promise<Response>): NodeListener {
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

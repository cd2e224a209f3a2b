import type { ServerResponse } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Outcome } from './outcome'
import type { Serving } from './serving'

// All connections that arrive at once are accepted; the kernel lowers this number to its own bound.
const BACKLOG = 16_384
const KEEP_ALIVE_MS = 65_000
const MAX_HEADER_BYTES = 65_536

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number | undefined
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** What this port serves: the API, the web pages (/auth and those of embedded users), or both. Default "both". /versions and /alive are on each. */
  readonly serve?: Serving | undefined
  /** Serve HTTPS with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
}

export interface EmulatorServer {
  /** Base URL without a trailing slash, such as `http://127.0.0.1:19999`. */
  readonly url: string
  readonly port: number
  /** Stops serving and ends all connections at once, idle or not. */
  close(): Promise<void>
}

/** Shows the adapter that the answer was sent already. */
const alreadySent = () => new Response(null, { headers: { 'x-hono-already-sent': 'true' } })

/** Does on the wire what the web's Response cannot. */
function perform(outcome: Exclude<Outcome, { kind: 'response' }>, outgoing: ServerResponse): Response {
  const close = () => outgoing.destroy()
  switch (outcome.kind) {
    case 'drop':
      close()
      break
    case 'cut': {
      const { status, headers } = outcome.response
      outgoing.writeHead(status, { ...Object.fromEntries(headers), 'content-length': outcome.wholeBytes })
      outgoing.flushHeaders()
      if (outcome.sent.length > 0) outgoing.write(outcome.sent, outcome.stall ? undefined : close)
      else if (!outcome.stall) close()
      break
    }
    case 'raw':
      outgoing.socket?.write(outcome.text, outcome.stall ? undefined : close)
  }
  return alreadySent()
}

/** Loads a module by a name that no bundler follows, so that a bundle for a runtime without Node's modules starts. */
const load = async <Module>(name: string): Promise<Module> => import(/* @vite-ignore */ name)

async function createServer(handle: (request: Request) => Promise<Outcome>, options: ListenOptions) {
  const fetch = async (request: Request, env: unknown): Promise<Response> => {
    const outcome = await handle(request)
    return outcome.kind === 'response' ? outcome.response : perform(outcome, (env as HttpBindings).outgoing)
  }
  const { createAdaptorServer } = await load<typeof import('@hono/node-server')>('@hono/node-server')
  const serverOptions = { keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: MAX_HEADER_BYTES }
  if (!options.tls) return createAdaptorServer({ fetch, serverOptions, overrideGlobalObjects: false })
  const https = await load<typeof import('node:https')>('node:https')
  return createAdaptorServer({
    fetch,
    createServer: https.createServer,
    serverOptions: { ...serverOptions, key: options.tls.key, cert: options.tls.cert },
    overrideGlobalObjects: false,
  })
}

function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** Serves the handler on Node's own HTTP server.  */
export async function serve(
  handle: (request: Request) => Promise<Outcome>,
  options: ListenOptions,
): Promise<EmulatorServer> {
  const host = options.host ?? '127.0.0.1'
  const server = await createServer(handle, options)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: options.port ?? 0, host, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `${options.tls ? 'https' : 'http'}://${urlHost(host)}:${port}`,
    port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

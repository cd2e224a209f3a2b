/** A web-standard request handler. */
export type FetchContractHandler = (request: Request) => Promise<Response>

/** What became of one request that carried an id. */
export interface FetchContractTrace {
  /** The request arrived. */
  seen: boolean
  /** Chunks that the client's side has asked for. */
  pulled: number
  /** The client's side gave the answer up. */
  cancelled: boolean
}

/** Size of a chunk of `/flood`. */
export const floodChunkBytes = 64 * 1024

type Route = (context: {
  request: Request
  url: URL
  trace: FetchContractTrace
}) => Response | Promise<Response>

/**
 * The server's side of `fetchContract`: a handler for any web-standard host. Serve the same handler on two ports; it keeps
 * its own notes of what arrived, so make a new one for each run.
 *
 * @example
 * ```ts
 * const handler = fetchContractHandler()
 * serve({ fetch: handler, port: 4001 })
 * serve({ fetch: handler, port: 4002 })
 * ```
 */
export function fetchContractHandler(): FetchContractHandler {
  const traces = new Map<string, FetchContractTrace>()
  const traceOf = (id: string): FetchContractTrace => {
    const trace = traces.get(id) ?? { seen: false, pulled: 0, cancelled: false }
    if (id !== '') traces.set(id, trace)
    return trace
  }
  return async request => {
    if (request.method === 'OPTIONS') return open(new Response(null, { status: 204 }))
    const url = new URL(request.url)
    const trace = traceOf(url.searchParams.get('id') ?? '')
    if (url.pathname === '/trace') return open(Response.json(trace))
    trace.seen = true
    const route = routes[url.pathname]
    return open(route === undefined ? notFound() : await route({ request, url, trace }))
  }
}

const routes: Readonly<Record<string, Route>> = {
  '/echo': async ({ request, url }) => {
    const bytes = new Uint8Array(await request.arrayBuffer())
    return Response.json({
      method: request.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      length: bytes.length,
      bytes: [...bytes.subarray(0, 256)],
      text: new TextDecoder().decode(bytes),
    })
  },
  '/form': async ({ request }) => {
    const entries = [...(await request.formData())]
    return Response.json(await Promise.all(entries.map(async ([name, value]) => [name, await shown(value)])))
  },
  '/status': ({ url }) => {
    const status = Number(url.searchParams.get('code'))
    return new Response([204, 205, 304].includes(status) ? null : `status ${status}`, { status })
  },
  '/text': () => new Response('Grüße, 世界 🎉', { headers: { 'content-type': 'text/plain;charset=UTF-8' } }),
  '/empty': () => new Response(''),
  '/large': ({ url }) => new Response(pattern(Number(url.searchParams.get('bytes')))),
  '/cookies': () => {
    const headers = new Headers([
      ['set-cookie', 'a=1; Path=/'],
      ['set-cookie', 'b=2; Expires=Thu, 01 Jan 2037 00:00:00 GMT'],
    ])
    return new Response('cookies', { headers })
  },
  '/encoded': ({ url }) => {
    const coding = url.searchParams.get('coding') ?? ''
    return new Response(encoded(coding), {
      headers: { 'content-encoding': coding, 'content-type': 'text/plain' },
    })
  },
  '/redirect': ({ url }) => {
    const to = url.searchParams.get('to')
    const status = Number(url.searchParams.get('status') ?? 302)
    return new Response(null, { status, ...(to !== null && { headers: { location: to } }) })
  },
  '/loop': () => new Response(null, { status: 302, headers: { location: '/loop' } }),
  '/hang': ({ request, trace }) =>
    new Promise(resolve => {
      const end = (): void => {
        trace.cancelled = true
        resolve(new Response(null, { status: 204 }))
      }
      request.signal.addEventListener('abort', end)
    }),
  '/endless': ({ trace }) => new Response(endless(trace)),
  '/flood': ({ url, trace }) => new Response(flood(Number(url.searchParams.get('chunks')), trace)),
}

/** Pages of any origin may run the contract. */
function open(response: Response): Response {
  const headers = new Headers(response.headers)
  headers.set('access-control-allow-origin', '*')
  headers.set('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
  headers.set('access-control-allow-headers', 'authorization, content-type, x-one, x-two')
  headers.set('access-control-expose-headers', '*')
  headers.set('cache-control', 'no-store')
  return new Response(response.body, { status: response.status, headers })
}

function notFound(): Response {
  return new Response('no such route', { status: 404 })
}

async function shown(value: string | File): Promise<unknown> {
  if (typeof value === 'string') return value
  return { name: value.name, type: value.type, text: await value.text() }
}

/** What `/large` sends: every byte says where it is. */
export function pattern(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 0xff)
}

/** What `/encoded` says once it is decoded. */
export const encodedText = 'To be sent in a smaller form. '.repeat(20)

/** {@link encodedText} as Brotli, which the web platform can read and not write. */
const brotli = 'G1cC+I2Uq+3QVoNQlb2tMLEepBJZCNMtxPIORtKdPxBJyOkB'

function encoded(coding: string): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> {
  if (coding === 'br') return Uint8Array.from(atob(brotli), char => char.charCodeAt(0))
  return new Blob([encodedText]).stream().pipeThrough(new CompressionStream(coding as 'gzip' | 'deflate'))
}

/** One chunk, and then nothing until the client's side gives up. */
function endless(trace: FetchContractTrace): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: controller => controller.enqueue(new TextEncoder().encode('first')),
    pull: () => {
      trace.pulled++
      return new Promise<void>(() => {})
    },
    cancel: () => {
      trace.cancelled = true
    },
  })
}

function flood(chunks: number, trace: FetchContractTrace): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull(controller) {
        if (trace.pulled++ < chunks) controller.enqueue(new Uint8Array(floodChunkBytes))
        else controller.close()
      },
      cancel: () => {
        trace.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
}

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { bundle } from './bundle'

/** A site on a free port of 127.0.0.1 whose every page runs one script. */
export interface Site {
  readonly origin: string
}

/** Serves pages, of which `/sandboxed` has no origin of its own and may store nothing, that run the bundled entry; it ends when the test file is over. */
export async function serveSite(entry: string): Promise<Site> {
  const script = await bundle(entry)
  const server = createServer((request, response) => {
    const isScript = request.url === '/script.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.setHeader('access-control-allow-origin', '*')
    if (request.url === '/sandboxed') response.setHeader('content-security-policy', 'sandbox allow-scripts')
    response.end(isScript ? script : page)
  })
  return { origin: await listening(server) }
}

/** The address of a server that listens on a free port; it is closed when the test file is over. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const page = `<!doctype html>
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; connect-src *">
<title>A page</title>
<script type="module" src="/script.js"></script>
`

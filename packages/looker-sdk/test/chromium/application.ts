import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { createSession, createTokenEndpoint } from '@looker-auth/core'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { build } from 'esbuild'
import { afterAll, beforeAll } from 'vitest'
import { credentials } from '../scene'

/** A Looker, and an application whose pages use the SDK. */
export interface Application {
  readonly emulator: Emulator
  readonly origin: string
}

/** Serves both for the tests of a file. */
export function startApplication(): () => Application {
  let application: Application | undefined
  const ends: (() => unknown)[] = []
  beforeAll(async () => {
    const emulator = createEmulator()
    const api = await emulator.listen({ serve: 'api' })
    const web = await emulator.listen({ serve: 'web' })
    const session = createSession({ baseUrl: api.url, credentials, background: true })
    const endpoint = createTokenEndpoint({ session, userFor: () => ({ userId: '789', sessionId: 'one' }) })
    const tokens = getRequestListener(endpoint, { overrideGlobalObjects: false })
    const script = await bundled()
    const server = createServer((request, response) => {
      if (request.url === '/looker-token') return void tokens(request, response)
      const isScript = request.url === '/page.js'
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
      response.end(isScript ? script : pageOf(api.url, web.url))
    })
    ends.push(
      () => session.close(),
      () => api.close(),
      () => web.close(),
      () => close(server),
    )
    const origin = await listening(server)
    emulator.allowedOrigins.add(origin)
    emulator.oauthClientApps.add({
      client_guid: 'app',
      redirect_uri: `${origin}/signed-in`,
      display_name: 'Reports',
    })
    application = { emulator, origin }
  })
  afterAll(async () => {
    for (const end of ends) await end()
  })
  return () => {
    if (application === undefined) throw new Error('It is not served yet.')
    return application
  }
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function close(server: Server): void {
  server.close()
  server.closeAllConnections()
}

/** The page's script, as a user's esbuild makes it: from the built packages and the SDK's own files. */
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    // Else this package's own paths would choose the files of servers.
    tsconfigRaw: '{}',
  })
  return outputFiles[0]?.text ?? ''
}

function pageOf(apiUrl: string, webUrl: string): string {
  return `<!doctype html>
<html lang="en" data-api="${apiUrl}" data-web="${webUrl}">
<title>Reports</title>
<button id="sign-in">Sign in</button>
<button id="who-am-i">Who am I?</button>
<p id="who" role="status"></p>
<script type="module" src="/page.js"></script>
`
}

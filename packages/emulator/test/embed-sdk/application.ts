import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'
import { createEmulator, type EmulatorOptions } from '../../src/index'
import { client } from '../client'

const PAGE = `<!doctype html>
<title>An application</title>
<style>html { color-scheme: light dark } iframe { width: 100%; height: 28rem; border: 1px solid }</style>
<h1>An application</h1>
<div id="frame"></div>
<script type="module" src="/script.js"></script>
`

export async function bundleHostPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('host-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The SDK's dependencies look for Node's.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An emulator with TLS, as the SDK wants it, and an application that embeds its dashboards as a user, with an admin's token. */
export async function startApplication(
  script: string,
  user: Record<string, unknown>,
  options: EmulatorOptions = {},
) {
  const emulator = createEmulator({ options })
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
  const looker = await emulator.listen({ tls: { key, cert } })
  onTestFinished(() => looker.close())
  const api = client((url, init) => emulator.fetch(url, init), looker.url)
  const admin = await api.login()
  let referenceToken: string | undefined

  async function asAdmin(method: string, path: string, body: object, userAgent = ''): Promise<object> {
    const headers = { 'user-agent': userAgent }
    const response = await api.send(method, path, admin, { headers, body: JSON.stringify(body) })
    const answer = (await response.json()) as { session_reference_token?: string }
    const { session_reference_token, ...tokens } = answer
    referenceToken = session_reference_token ?? referenceToken
    return tokens
  }

  const path = '/embed/cookieless_session'
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const userAgent = request.headers['user-agent']
    const respond = (type: string, text: string) => {
      response.setHeader('content-type', type)
      response.end(text)
    }
    const session_reference_token = referenceToken
    if (request.url === '/script.js') return respond('text/javascript', script)
    if (request.url === '/acquire') {
      const acquire = {
        ...user,
        embed_domain: origin,
        session_reference_token: session_reference_token ?? null,
      }
      const tokens = await asAdmin('POST', `${path}/acquire`, acquire, userAgent)
      return respond('application/json', JSON.stringify(tokens))
    }
    if (request.url === '/generate') {
      const old = { ...JSON.parse(body), session_reference_token }
      const tokens = await asAdmin('PUT', `${path}/generate_tokens`, old, userAgent)
      return respond('application/json', JSON.stringify(tokens))
    }
    return respond('text/html; charset=utf-8', PAGE)
  })
  const origin = await listening(server)

  return {
    emulator,
    looker,
    api,
    admin,
    page: (dashboard: string) => `${origin}/?${new URLSearchParams({ looker: looker.url, dashboard })}`,
    /** Ends the session as an admin. */
    end: async () => (await api.send('DELETE', `${path}/${referenceToken}`, admin)).status,
  }
}

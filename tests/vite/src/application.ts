import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { createSession, createTokenEndpoint, type Session } from '@looker-auth/node'
import { tokenEndpointListener } from '@looker-auth/node/token-endpoint'
import express from 'express'
import { createServer, type ProxyOptions } from 'vite'

/** An application in development: Vite serves its page, and passes its own requests on to an Express server. */
export interface Application {
  readonly emulator: Emulator
  readonly origin: string
  close(): Promise<void>
}

const root = fileURLToPath(new URL('../app', import.meta.url))
const everyUser = { userId: '789', sessionId: 'sid-1' }

/**
 * @param proxy How Vite passes the page's requests on.
 * @param isTold Whether the token endpoint is told the page's origin.
 */
export async function startApplication(
  proxy: Pick<ProxyOptions, 'changeOrigin'>,
  isTold: boolean,
): Promise<Application> {
  const emulator = createEmulator()
  const looker = await emulator.listen()
  const service = createSession({
    baseUrl: looker.url,
    clientId: 'lookeremulatoradmin1',
    clientSecret: 'lookeremulatorsecret0001',
    env: {},
    iniPath: false,
  })
  const origins: string[] = []
  const backend = await listening(service, origins)
  const cacheDir = await mkdtemp(join(tmpdir(), 'looker-auth-vite-'))
  const vite = await createServer({
    ...{ root, configFile: false, logLevel: 'error', appType: 'spa' },
    cacheDir,
    server: { host: '127.0.0.1', port: 0, proxy: { '/looker-token': { target: backend.url, ...proxy } } },
    define: { 'import.meta.env.VITE_LOOKER_URL': JSON.stringify(looker.url) },
  })
  await vite.listen()
  const { port } = (vite.httpServer as Server).address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  if (isTold) origins.push(origin)
  emulator.allowedOrigins.add(origin)
  emulator.oauthClientApps.add({
    client_guid: 'vite-app',
    redirect_uri: `${origin}/oauth`,
    display_name: 'Reports',
  })
  return {
    emulator,
    origin,
    async close() {
      await vite.close()
      await rm(cacheDir, { recursive: true, force: true })
      await backend.close()
      await service.close()
      await looker.close()
    },
  }
}

/** The Express server. Its origins are read at the first request. */
async function listening(service: Session, origins: readonly string[]) {
  let listener: ReturnType<typeof tokenEndpointListener> | undefined
  const app = express()
  app.post('/looker-token', (request, response) => {
    listener ??= tokenEndpointListener(
      createTokenEndpoint({ session: service, userFor: () => everyUser, origins: [...origins] }),
    )
    return listener(request, response)
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

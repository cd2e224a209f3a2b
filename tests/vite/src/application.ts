import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { createServer } from 'vite'

/** A page in development, which Vite serves, and the Looker that its users sign in to. */
export interface Application {
  readonly emulator: Emulator
  readonly origin: string
  close(): Promise<void>
}

const root = fileURLToPath(new URL('../app', import.meta.url))

export async function startApplication(): Promise<Application> {
  const emulator = createEmulator()
  const looker = await emulator.listen()
  const cacheDir = await mkdtemp(join(tmpdir(), 'looker-auth-vite-'))
  const vite = await createServer({
    ...{ root, configFile: false, logLevel: 'error', appType: 'spa' },
    cacheDir,
    server: { host: '127.0.0.1', port: 0 },
    define: { 'import.meta.env.VITE_LOOKER_URL': JSON.stringify(looker.url) },
  })
  await vite.listen()
  const { port } = (vite.httpServer as Server).address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
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
      await looker.close()
    },
  }
}

import { createServer } from 'node:http'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { generate } from 'selfsigned'
import { originOf } from '../looker'

/** Looker with TLS, as the official client wants it. */
export interface LookerWithTls {
  readonly emulator: Emulator
  readonly url: string
  /** For the service account of a recipe. */
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function lookerWithTls(): Promise<LookerWithTls> {
  const emulator = createEmulator()
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
  const { url, close } = await emulator.listen({ tls: { key, cert } })
  const settings = {
    LOOKERSDK_BASE_URL: url,
    LOOKERSDK_VERIFY_SSL: 'false',
    LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
    LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
  }
  return { emulator, url, settings, close }
}

/** A port for a server that has to know its own origin before it listens. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, 'localhost')
  const { port } = new URL(await originOf(server))
  await new Promise(resolve => server.close(resolve))
  return port
}

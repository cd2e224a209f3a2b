import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { backendGrant, createUserSession, type Session } from '@looker-auth/core'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { afterAll } from 'vitest'

/** An emulator that the recipes find by LOOKERSDK_*, until the test file is over. */
export async function startLooker(): Promise<{ emulator: Emulator; url: string }> {
  const emulator = createEmulator()
  const { url, close } = await emulator.listen()
  afterAll(close)
  Object.assign(process.env, {
    LOOKERSDK_BASE_URL: url,
    LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
    LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
    PORT: '0', // of the backends: any free port
  })
  return { emulator, url }
}

/** The origin of a backend that listens on this machine. */
export async function originOf(server: Pick<Server, 'address' | 'listening' | 'once'>): Promise<string> {
  if (!server.listening) await new Promise<void>(resolve => void server.once('listening', resolve))
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

/** The session of a page of that origin, in a browser that is signed in to the application as the cookie says. */
export function pageSession(lookerUrl: string, origin: string, cookie: string): Session {
  return createUserSession({
    baseUrl: lookerUrl,
    grant: backendGrant({
      url: `${origin}/looker-token`,
      user: '789',
      headers: { origin, cookie },
    }),
  })
}

/** Whom a session acts for, as Looker says. */
export async function whoIs(session: Session): Promise<unknown> {
  return ((await (await session.fetch('/user')).json()) as { id: unknown }).id
}

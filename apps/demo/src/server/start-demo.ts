import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createApp } from './app'
import type { Instance } from './instance'
import { openInstance } from './instance'
import { addressOf } from './pages/access'

/** A demo that answers. */
export interface Demo {
  readonly url: string
  /** What to open: it lets a browser in, by the secret of this start. */
  readonly address: string
  readonly instance: Instance
  /** The port that was asked for and taken. */
  readonly takenPort?: number
  close(): Promise<void>
}

/** How a demo starts. */
export interface DemoOptions {
  /** 0: any free one. */
  readonly port: number
  readonly env: NodeJS.ProcessEnv
  /** Folder of the built page. */
  readonly pageFolder: string
  /** How long the emulator's tokens live. Default 60. */
  readonly tokenLifetimeSeconds?: number
}

/**
 * Starts everything; the demo answers when this resolves. Where the port is taken, another one is chosen.
 *
 * @throws AuthError where an instance of yours does not let the service account in.
 */
export async function startDemo({ port, env, pageFolder, tokenLifetimeSeconds }: DemoOptions): Promise<Demo> {
  const instance = await openInstance(env, tokenLifetimeSeconds)
  let origin = ''
  let clientId: string | undefined
  const access = { secret: randomBytes(24).toString('base64url'), origin: () => origin }
  const app = createApp({ instance, access, pageFolder, oauthClientId: () => clientId })
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server
  const close = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    server.closeAllConnections()
    await app.close()
    await instance.close()
    await closed
  }
  try {
    const taken = !(await listens(server, port))
    if (taken) await listens(server, 0)
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    clientId = instance.admit(origin)
    if (instance.steering === undefined) await app.looker.token()
    return { url: origin, address: addressOf(access), instance, close, ...(taken && { takenPort: port }) }
  } catch (error) {
    await close()
    throw error
  }
}

/** Whether it now listens: false where the port is taken. Only this machine is let in. */
function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE' && port !== 0) resolve(false)
      else reject(error)
    }
    server.once('error', onError)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', onError)
      resolve(true)
    })
  })
}

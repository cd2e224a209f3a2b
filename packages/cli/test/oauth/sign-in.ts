import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Ended, Place, Running } from '../command-line.js'
import type { OauthLooker } from './oauth-looker.js'

/** A `login --oauth` that waits for the browser. */
export interface WaitingLogin extends Running {
  /** The address on which to sign in. */
  readonly address: string
  /** Where the browser comes back to. */
  readonly redirectUri: string
}

/** Starts `login --oauth`, which opens no browser, and reads the address that it prints. */
export async function startLogin(
  place: Place,
  looker: OauthLooker,
  args: readonly string[] = [],
): Promise<WaitingLogin> {
  return startWith(place, ['login', '--oauth', '--no-browser', '--base-url', looker.url, ...args])
}

/** Starts a sign-in by those arguments, and reads the address that it prints. */
export async function startWith(place: Place, args: readonly string[]): Promise<WaitingLogin> {
  const running = place.start(args)
  const { child, ended } = running
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const address = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', chunk => {
      text += chunk
      const [, found] = /^ {2}(http\S+)$/m.exec(text) ?? []
      if (found !== undefined) resolve(found)
    })
    void ended.then(({ code }) => reject(new Error(`The command ended with ${code}: ${text}`)))
  })
  return { ...running, address, redirectUri: new URL(address).searchParams.get('redirect_uri') ?? '' }
}

/** As {@link startLogin}, and leaves 7777 to the tests that are about it. */
export async function startLoginElsewhere(
  place: Place,
  looker: OauthLooker,
  args: readonly string[] = [],
): Promise<WaitingLogin> {
  return startLogin(place, looker, ['--port', String(await freePort()), ...args])
}

/** Signs a person in without a browser. */
export async function signIn(
  place: Place,
  looker: OauthLooker,
  userId = 789,
  args: readonly string[] = [],
): Promise<Ended> {
  const { address, ended } = await startLoginElsewhere(place, looker, args)
  await fetch(looker.emulator.authorize({ url: address, user_id: userId }))
  return ended
}

/** A port that no program listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Whether a program listens on a port of 127.0.0.1. */
export async function isListening(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise(resolve => {
    server.once('error', () => resolve(true))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)))
  })
}

import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AuthError } from '@looker-auth/node'
import type { Io } from '../terminal/io.js'
import { page } from './page.js'

/** The port that Looker has registered for `com.looker.cli`. */
export const registeredPort = 7777

/** A person takes no longer to sign in, in milliseconds. */
const longestMs = 5 * 60_000

/** The redirect that brought the answer; the browser waits for its page. */
export interface Redirect {
  readonly address: URL
  /** Shows a page, and closes the connection. */
  show(title: string, text: string, ok: boolean): Promise<void>
}

/** Waits on the loopback interface for the browser to come back (RFC 8252, 7.3). */
export interface RedirectServer {
  readonly redirectUri: string
  /** The first request for which `isAnswer` holds. Others get a page that says so. */
  redirect(isAnswer: (address: URL) => boolean): Promise<Redirect>
  close(): Promise<void>
}

/** Listens on the port, or where none is asked for, on the registered one if it is free, else on any. */
export async function listenForRedirect(port: number | undefined, { signal }: Io): Promise<RedirectServer> {
  const server = createServer()
  await listen(server, port ?? registeredPort).catch(async (error: NodeJS.ErrnoException) => {
    if (port !== undefined) throw portTaken(port, error)
    await listen(server, 0)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    redirectUri: origin,
    redirect: isAnswer => withinTime(server, origin, isAnswer, signal),
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function portTaken(port: number, { code }: NodeJS.ErrnoException): AuthError {
  return new AuthError('configuration', {
    message: `The sign-in cannot wait for the browser on port ${port} (${code}).`,
    hint: 'Give another port with --port, for which the OAuth application is registered in Looker.',
  })
}

function withinTime(
  server: Server,
  origin: string,
  isAnswer: (address: URL) => boolean,
  signal: AbortSignal,
): Promise<Redirect> {
  return new Promise((resolve, reject) => {
    const bound = AbortSignal.any([signal, AbortSignal.timeout(longestMs)])
    bound.addEventListener('abort', () => reject(signal.aborted ? signal.reason : tooSlow()), { once: true })
    server.on('request', ({ url = '/', method }, response) => {
      const address = URL.canParse(url, origin) ? new URL(url, origin) : undefined
      if (method === 'GET' && address !== undefined && isAnswer(address))
        resolve({ address, show: (...shown) => showPage(response, 200, ...shown) })
      else
        void showPage(
          response,
          404,
          'Nothing here',
          'This address waits for an answer of Looker to a sign-in.',
          false,
        )
    })
  })
}

function tooSlow(): AuthError {
  return new AuthError('timeout', {
    message: 'The browser did not come back from Looker within 5 minutes.',
    hint: 'Run the command again, and finish the sign-in in the browser.',
  })
}

function showPage(
  response: ServerResponse,
  status: number,
  title: string,
  text: string,
  ok: boolean,
): Promise<void> {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
    connection: 'close',
  })
  return new Promise(resolve => {
    response.once('close', resolve)
    response.end(page(title, text, ok))
  })
}

import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AuthError, readAuthorizationAnswer } from '@looker-auth/node'
import { contentSecurityPolicy, type PageText, pageOf, pages } from './page.js'
import type { IsAnswer, Redirect } from './redirect.js'

/** The port that Looker has registered for `com.looker.cli`. */
export const registeredPort = 7777

/** Waits on the loopback interface for the browser to come back (RFC 8252, 7.3). */
export interface RedirectServer {
  readonly redirectUri: string
  /** The first request that is the answer. All others get a page that says what they are. */
  redirect(isAnswer: IsAnswer): Promise<Redirect>
  /** Ends every connection, and frees the port. */
  close(): Promise<void>
}

/**
 * Listens on the port; without one, on the registered port if it is free, else on any free port.
 *
 * @throws AuthError `configuration` for a port that cannot be used.
 */
export async function listenForRedirect(port?: number): Promise<RedirectServer> {
  const server = createServer()
  try {
    await listen(server, port ?? registeredPort).catch(error => {
      if (port !== undefined) throw error
      return listen(server, 0)
    })
  } catch (error) {
    throw unusable(port, error as NodeJS.ErrnoException)
  }
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    redirectUri,
    redirect: isAnswer => firstAnswer(server, redirectUri, isAnswer),
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function unusable(port: number | undefined, { code }: NodeJS.ErrnoException): AuthError {
  const which = port === undefined ? 'any port' : `port ${port}`
  return new AuthError('configuration', {
    message: `The command cannot wait for the browser on ${which} of 127.0.0.1 (${code}).`,
    hint: 'Give another port with --port. The OAuth application must be registered in Looker for http://127.0.0.1 with that port.',
  })
}

function firstAnswer(server: Server, origin: string, isAnswer: IsAnswer): Promise<Redirect> {
  return new Promise(resolve => {
    let isAnswered = false
    server.on('request', ({ url = '', method }, response) => {
      const address = method === 'GET' && URL.canParse(url, origin) ? new URL(url, origin) : undefined
      if (address === undefined || readAuthorizationAnswer(address) === undefined) {
        void show(response, 404, pages.nothing)
      } else if (!isAnswer(address)) {
        void show(response, 400, pages.foreign)
      } else if (isAnswered) {
        void show(response, 400, pages.repeated)
      } else {
        isAnswered = true
        resolve({ address, show: page => show(response, page.ok ? 200 : 400, page) })
      }
    })
  })
}

function show(response: ServerResponse, status: number, page: PageText): Promise<void> {
  // The browser may have left, or the command may be ending.
  if (response.destroyed) return Promise.resolve()
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  })
  return new Promise(resolve => {
    response.once('close', resolve)
    response.end(pageOf(page))
  })
}

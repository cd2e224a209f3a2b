import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createSession, createTokenEndpoint, type Session } from '@looker-auth/core'
import { createEmulator, type Emulator, type EmulatorOptions } from '@looker-auth/emulator'
import { afterAll, beforeAll } from 'vitest'
import { bundle } from './bundle'
import { listening } from './site'

/** A Looker on two ports, and an application beside it with a server of its own. */
export interface Looker {
  readonly emulator: Emulator
  readonly apiUrl: string
  readonly webUrl: string
  /** The application's own origin. */
  readonly appOrigin: string
  /** A page of somebody else's. */
  readonly evilOrigin: string
  readonly clientId: string
  readonly redirectUri: string
  /** What the application was asked for at its token endpoint. */
  readonly tokenRequests: string[]
}

const credentials = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }
const clientId = 'canary-free-app'

/** Serves it all for the tests of a file. */
export function startLooker(options: EmulatorOptions = {}): () => Looker {
  let looker: Looker | undefined
  const ends: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    const emulator = createEmulator({ options })
    const api = await emulator.listen({ serve: 'api' })
    const web = await emulator.listen({ serve: 'web' })
    const service = createSession({ baseUrl: api.url, credentials, background: true })
    ends.push(
      () => service.close(),
      () => api.close(),
      () => web.close(),
    )
    const tokenRequests: string[] = []
    const script = await bundle('session-page.ts')
    const appOrigin = await listening(application(service, script, api.url, web.url, tokenRequests))
    const evilOrigin = await listening(createServer((_, response) => html(response, evilPage)))
    const redirectUri = `${appOrigin}/signed-in`
    emulator.allowedOrigins.add(appOrigin)
    emulator.oauthClientApps.add({
      client_guid: clientId,
      redirect_uri: redirectUri,
      display_name: 'Reports',
    })
    const urls = { apiUrl: api.url, webUrl: web.url, appOrigin, evilOrigin }
    looker = { emulator, ...urls, clientId, redirectUri, tokenRequests }
  })
  afterAll(() => Promise.all(ends.map(end => end())))
  return () => {
    if (looker === undefined) throw new Error('It is not served yet.')
    return looker
  }
}

/** Any page, the script, a sign-in by name, and the token endpoint. */
function application(
  session: Session,
  script: string,
  apiUrl: string,
  webUrl: string,
  tokenRequests: string[],
): Server {
  const endpoint = createTokenEndpoint({
    session,
    userFor: request => {
      const [, userId, sessionId] = /sid=([^.;]+)\.([^;]+)/.exec(request.headers.get('cookie') ?? '') ?? []
      return userId && sessionId ? { userId, sessionId } : null
    },
  })
  const tokens = getRequestListener(
    async request => {
      tokenRequests.push(`${request.method} ${request.headers.get('origin')}`)
      return endpoint(request)
    },
    { overrideGlobalObjects: false },
  )
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://app')
    if (pathname === '/looker-token') return void tokens(request, response)
    if (pathname === '/script.js') {
      response.setHeader('content-type', 'text/javascript')
      return void response.end(script)
    }
    if (pathname === '/sign-in-as') return signInAs(request, response, searchParams)
    html(response, pageOf(apiUrl, webUrl))
  })
}

function signInAs(_: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
  const cookie = `sid=${query.get('user')}.${query.get('session') ?? 'one'}; HttpOnly; SameSite=Lax; Path=/`
  response.setHeader('set-cookie', cookie)
  html(response, '<!doctype html><title>Signed in</title>')
}

function html(response: ServerResponse, body: string): void {
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(body)
}

/** As strict as a policy can be: scripts of its own, connections to itself and Looker. */
function pageOf(apiUrl: string, webUrl: string): string {
  const policy = `default-src 'none'; script-src 'self'; connect-src 'self' ${apiUrl}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`
  return `<!doctype html>
<html lang="en" data-api="${apiUrl}" data-web="${webUrl}">
<meta http-equiv="content-security-policy" content="${policy}">
<title>Reports</title>
<button id="sign-in">Sign in</button>
<p id="who" role="status"></p>
<script type="module" src="/script.js"></script>
`
}

const evilPage = '<!doctype html><title>Evil</title><p>Nothing to see.</p>'

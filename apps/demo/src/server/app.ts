import { serveStatic } from '@hono/node-server/serve-static'
import { AuthError } from '@looker-auth/node'
import { Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { NONCE, secureHeaders } from 'hono/secure-headers'
import { streamSSE } from 'hono/streaming'
import { type DemoFacts, type LiveMessage, LOGINS_HEADER } from '../shared/messages'
import { callAsUsers, notListed, serverCallsIn, told } from './as-users'
import { connectToLooker } from './auth'
import { findDashboards } from './dashboards'
import { createEmbedRoutes, slotPath } from './embed/embed-routes'
import type { Instance } from './instance'
import { Live } from './live'
import { type Access, cookieName, withSecretOnly } from './pages/access'
import { ownPagesOnly } from './pages/own-pages'
import { ServerSide } from './server-side'
import { SignIns } from './sign-ins'
import { faultIn, renewalFaultIn } from './steering'

/** What the application is made of. */
export interface AppParts {
  readonly instance: Instance
  readonly access: Access
  readonly oauthClientId: () => string | undefined
  /** Folder of the built page. */
  readonly pageFolder: string
}

/** The application: its own sign-in, the token endpoint, calls on the server, and the page. */
export function createApp({ instance, access, oauthClientId, pageFolder }: AppParts) {
  const { steering, lookerUrl, people, embedding } = instance
  const { origin } = access
  const app = new Hono()
  const userCookie = () => cookieName(origin(), 'user')
  const signIns = new SignIns(userCookie)
  const { looker, tokenEndpoint } = connectToLooker(signIns, instance.options)
  const live = new Live()
  const serverSide = new ServerSide(looker, live, steering)
  const embed =
    embedding && createEmbedRoutes(embedding, instance, access, event => live.tell({ type: 'embed', event }))

  app.use(pageHeaders(lookerUrl, embedding?.webUrl), ownPagesOnly(origin), withSecretOnly(access))
  app.onError((error, context) => {
    if (AuthError.is(error)) return context.json(told(error), 400)
    if (error instanceof SyntaxError) return context.text('This is no JSON.', 400)
    console.error(error)
    return context.text('See what the server says.', 500)
  })

  // Your own sign-in goes here; this one believes whoever has the demo's secret.
  app.post('/sign-in', async context => {
    const { userId } = Object(await context.req.json()) as Record<string, unknown>
    if (typeof userId !== 'string' || userId === '') return context.text('Whom?', 400)
    if (!instance.allows(userId)) return context.json(notListed(userId), 403)
    // Throws where this can be nobody's id.
    looker.as(userId)
    const cookie = { httpOnly: true, sameSite: 'Strict', path: '/' } as const
    setCookie(context, userCookie(), signIns.add(userId), cookie)
    return context.body(null, 204)
  })
  app.post('/sign-out', async context => {
    const session = signIns.of(context.req.header('cookie') ?? null)
    if (session !== null) {
      signIns.end(session.sessionId)
      await tokenEndpoint.signOut(session)
    }
    deleteCookie(context, userCookie())
    return context.body(null, 204)
  })

  app.post('/looker-token', context => tokenEndpoint(context.req.raw))

  app.post('/as-users', async context => {
    const asked = serverCallsIn(await context.req.json())
    if (asked === undefined) return context.text('As whom, and how often?', 400)
    const refused = asked.userIds.find(id => !instance.allows(id))
    if (refused !== undefined) return context.json(notListed(refused), 403)
    for (const id of asked.userIds) serverSide.watch(id)
    const { done, logins } = await serverSide.counting(() => callAsUsers(looker, asked))
    return context.json(done, 200, { [LOGINS_HEADER]: String(logins) })
  })
  app.post('/dashboards', async context => {
    const asked = serverCallsIn(Object.assign(Object(await context.req.json()), { calls: 1 }))
    if (asked === undefined) return context.text('As whom?', 400)
    const refused = asked.userIds.find(id => !instance.allows(id))
    if (refused !== undefined) return context.json(notListed(refused), 403)
    for (const id of asked.userIds) serverSide.watch(id)
    const { done, logins } = await serverSide.counting(() => findDashboards(looker, asked.userIds))
    return context.json(done, 200, { [LOGINS_HEADER]: String(logins) })
  })

  app.get('/facts.json', context => {
    const clientId = oauthClientId()
    const signedInAs = signIns.of(context.req.header('cookie') ?? null)?.userId
    const facts: DemoFacts = {
      lookerUrl,
      emulated: steering !== undefined,
      people,
      ...(clientId !== undefined && { oauthClientId: clientId }),
      ...(embedding && { embed: embedding }),
      ...(signedInAs !== undefined && { signedInAs: String(signedInAs) }),
      live: serverSide.state,
    }
    return context.json(facts, 200, { 'cache-control': 'no-store' })
  })
  app.get('/live', context =>
    streamSSE(context, async stream => {
      const tell = (message: LiveMessage) => stream.writeSSE({ data: JSON.stringify(message) })
      const end = live.listen(message => void tell(message))
      await tell({ type: 'state', state: serverSide.state })
      for (const event of serverSide.tokens) await tell({ type: 'token', event })
      for (const event of embed?.events ?? []) await tell({ type: 'embed', event })
      await new Promise<void>(resolve => stream.onAbort(resolve))
      end()
    }),
  )

  if (steering !== undefined) {
    app.post('/emulator/time', async context => {
      const { ms } = Object(await context.req.json()) as Record<string, unknown>
      if (typeof ms !== 'number' || !(ms >= 0 && ms <= 86_400_000)) return context.text('How long?', 400)
      steering.advance(ms)
      serverSide.tellState()
      return context.json(serverSide.state)
    })
    app.post('/emulator/revoke', async context => {
      const { userId } = Object(await context.req.json()) as Record<string, unknown>
      if (typeof userId !== 'string' || userId === '') return context.text('Whose?', 400)
      return context.json({ revoked: steering.revoke(userId) })
    })
    app.post('/emulator/renewal-fault', async context => {
      const kind = renewalFaultIn(await context.req.json())
      if (kind === undefined) return context.text('Which?', 400)
      steering.failNextRenewal(kind)
      return context.body(null, 204)
    })
    app.post('/emulator/fault', async context => {
      steering.misbehave(faultIn(await context.req.json()))
      serverSide.tellState()
      return context.json(serverSide.state)
    })
  }

  const page = serveStatic({ root: pageFolder, path: 'index.html' })
  if (embed) app.route(slotPath, embed.routes)
  app.get('/embedded', context => context.redirect('/embedded/1'))
  for (const path of ['/', '/backend', '/oauth', '/signed-in', slotPath]) app.get(path, page)
  app.get('/assets/*', serveStatic({ root: pageFolder }))

  const close = async (): Promise<void> => {
    await Promise.all([looker.close(), embed?.close()])
  }
  return { fetch: app.fetch, looker, close }
}

/** The page runs its own script only, talks to this server and to Looker, and shows Looker's pages in frames. */
function pageHeaders(lookerUrl: string, webUrl = lookerUrl) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", NONCE],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'", new URL(lookerUrl).origin],
      frameSrc: [new URL(webUrl).origin],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    strictTransportSecurity: false,
  })
}

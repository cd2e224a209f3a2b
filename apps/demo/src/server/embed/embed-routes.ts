import { Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { EmbedEvent } from '../../shared/messages'
import type { Instance } from '../instance'
import { type Access, cookieName } from '../pages/access'
import { SignIns } from '../sign-ins'
import { connectEmbedding, type EmbedAuth } from './embed-auth'
import { EmbedWatch } from './embed-watch'
import type { Embedding } from './embedding'

/**
 * The part of the application with embedded dashboards. Below /embedded/1, /embedded/2 and so on it has a session of its own, by a cookie
 * of that path: so two users can be signed in beside each other, in two tabs of one browser.
 */
export function createEmbedRoutes(
  embedding: Embedding,
  { options, steering }: Instance,
  { origin }: Access,
  tell: (event: EmbedEvent) => void,
) {
  const routes = new Hono()
  const cookie = () => cookieName(origin(), 'embed')
  const signIns = new SignIns(cookie)
  const watch = new EmbedWatch(tell, () => Date.now() + (steering?.aheadMs ?? 0))
  const signedIn = (request: Request) => signIns.of(request.headers.get('cookie'))
  let auth: EmbedAuth | undefined
  // Made when it is first used, because the address of the pages is known then.
  const endpoint = () => {
    auth ??= connectEmbedding(signIns, embedding, options, {
      embedDomain: origin(),
      watched: fetch => watch.watched(fetch),
    })
    return auth.endpoint
  }

  routes.get('/session', context => {
    const user = embedding.people.find(({ id }) => id === signedIn(context.req.raw)?.userId)
    return context.json({ user }, 200, { 'cache-control': 'no-store' })
  })
  // As everywhere in the demo, this sign-in believes whoever has the demo's secret.
  routes.post('/sign-in', async context => {
    const { userId } = Object(await context.req.json()) as Record<string, unknown>
    const user = embedding.people.find(({ id }) => id === userId)
    if (user === undefined) return context.text('Whom?', 400)
    const slot = slotOf(context.req.path)
    setCookie(context, cookie(), signIns.add(user.id), {
      httpOnly: true,
      sameSite: 'Strict',
      path: pathOf(slot),
    })
    watch.add(slot, { kind: 'signed_in' })
    return context.body(null, 204)
  })
  routes.post('/sign-out', async context => {
    const slot = slotOf(context.req.path)
    const session = signedIn(context.req.raw)
    deleteCookie(context, cookie(), { path: pathOf(slot) })
    if (session === null) return context.json({ revoked: false })
    signIns.end(session.sessionId)
    return context.json(await watch.during(slot, () => endpoint().signOut(session)))
  })
  routes.on(['GET', 'PUT'], '/tokens', async context => {
    const slot = slotOf(context.req.path)
    const response = await watch.during(slot, () => endpoint()(context.req.raw))
    if (!response.ok) {
      const { error } = (await response.clone().json()) as { readonly error: { readonly code: string } }
      watch.add(slot, { kind: 'refused', status: response.status, code: error.code })
    }
    return response
  })
  if (steering !== undefined) {
    routes.post('/end-at-looker', context => {
      const session = signedIn(context.req.raw)
      return context.json({
        revoked: session === null ? 0 : steering.endEmbedSession(String(session.userId)),
      })
    })
  }

  return {
    routes,
    get events() {
      return watch.events
    },
    close: async () => auth?.close(),
  }
}

/** The names of the application's sessions, as part of a path. */
export const slotPath = '/embedded/:slot{[1-9]}'

function slotOf(path: string): string {
  return path.split('/')[2] ?? ''
}

function pathOf(slot: string): string {
  return `/embedded/${slot}`
}

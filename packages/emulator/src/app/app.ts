import { Hono } from 'hono'
import { FORBIDDEN, json, refusal, requiresAuthentication, unrouted } from '../http/answers'
import { isServed } from '../http/serving'
import { API_VERSIONS, servesVersion3 } from '../release'
import { authorize, authorizeAction } from '../routes/authorize'
import { alive, versions } from '../routes/instance'
import { login } from '../routes/login'
import { loginUser } from '../routes/login-user'
import { logout } from '../routes/logout'
import {
  deleteClientApp,
  listClientApps,
  readClientApp,
  registerClientApp,
  updateClientApp,
} from '../routes/oauth-client-apps'
import { readSession, updateSession } from '../routes/session'
import { token } from '../routes/token'
import { userRoles } from '../routes/user-roles'
import { currentUser, userById } from '../routes/users'
import type { AppTypes, World } from './world'

/** The API as a router: what is served where. */
export function createApp(world: World): Hono<AppTypes> {
  const app = new Hono<AppTypes>()
  // A base URL with a trailing slash makes such paths; the real server answers them with 401 before it looks at the rest.
  app.use(async (context, next) => {
    const { pathname } = new URL(context.req.url)
    if (pathname.startsWith('//')) return requiresAuthentication()
    if (!isServed(pathname, context.env.serving)) return unrouted()
    await next()
    return undefined
  })
  app.get('/versions', versions(world))
  app.get('/alive', alive(world))
  app.post('/login', () => refusal(403, FORBIDDEN))
  app.get('/auth', authorize(world))
  app.post('/auth', authorizeAction(world))
  app.post('/api/token', token(world))
  for (const version of API_VERSIONS) {
    const base = `/api/${version}`
    if (version !== '4.0' && !servesVersion3(world.settings.release)) {
      app.all(`${base}/*`, context => {
        const request = `${context.req.method} ${context.req.path}`
        return refusal(403, `API 3.x requests are prohibited. Request: ${request}`)
      })
      continue
    }
    app.post(`${base}/login`, login(world, version))
    app.post(`${base}/login/:user_id`, loginUser(world, version))
    app.delete(`${base}/logout`, logout(world))
    app.get(`${base}/user`, currentUser(world, version))
    app.get(`${base}/users/:user_id`, userById(world, version))
    app.get(`${base}/users/:user_id/roles`, userRoles(world, version))
    app.get(`${base}/session`, readSession(world, version))
    app.patch(`${base}/session`, updateSession(world, version))
  }
  const clientApps = '/api/4.0/oauth_client_apps'
  app.get(clientApps, listClientApps(world))
  app.post(`${clientApps}/:client_guid`, registerClientApp(world))
  app.get(`${clientApps}/:client_guid`, readClientApp(world))
  app.patch(`${clientApps}/:client_guid`, updateClientApp(world))
  app.delete(`${clientApps}/:client_guid`, deleteClientApp(world))
  app.notFound(unrouted)
  app.onError(() => json(500, { message: 'The emulator failed; this is a defect in it' }))
  return app
}

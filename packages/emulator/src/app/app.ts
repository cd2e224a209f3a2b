import { Hono } from 'hono'
import { FORBIDDEN, json, refusal, requiresAuthentication, unrouted } from '../http/answers'
import { hasRefusedSlash, servedPath } from '../http/served-path'
import { isServed } from '../http/serving'
import { handlerOf } from '../operations/handler-of'
import { isOf } from '../operations/operation'
import { OPERATIONS } from '../operations/operations'
import { API_VERSIONS, servedVersions } from '../release'
import { embedContent, embeddedDashboard, embedLogin } from '../routes/embed/embed-page'
import { swagger } from '../routes/instance/swagger'
import { alive, versions } from '../routes/instance/versions'
import { logout } from '../routes/logout'
import { authorize, authorizeAction } from '../routes/oauth/authorize'
import { token } from '../routes/oauth/token'
import type { AppTypes, World } from './world'

/** The version that serves what is asked for without one. */
const CURRENT = '4.0'

const { getPath } = new Hono()

/** The API as a router: what is served where. */
export function createApp(world: World): Hono<AppTypes> {
  const app = new Hono<AppTypes>({ getPath: request => servedPath(getPath(request)) })
  // The real server looks at these slashes before it looks at the rest.
  app.use(async (context, next) => {
    const { path } = context.req
    if (hasRefusedSlash(path)) return requiresAuthentication()
    if (!isServed(path, context.env.serving)) return unrouted()
    await next()
    return undefined
  })
  app.get('/versions', handlerOf(versions, world, CURRENT))
  app.get('/alive', alive(world))
  app.post('/login', () => refusal(403, FORBIDDEN))
  app.get('/auth', authorize(world))
  app.post('/auth', authorizeAction(world))
  app.post('/api/token', token(world))
  app.get('/login/embed/:target', embedLogin(world))
  app.get('/embed/dashboards/:dashboard_id', embeddedDashboard(world))
  app.get('/embed/content/dashboards/:dashboard_id', embedContent(world))
  app.delete('/api/logout', handlerOf(logout, world, CURRENT))
  const served = servedVersions(world.settings.release)
  for (const version of API_VERSIONS) {
    const base = `/api/${version}`
    if (!served.includes(version)) {
      app.all(`${base}/*`, context => {
        const request = `${context.req.method} ${context.req.path}`
        return refusal(403, `API 3.x requests are prohibited. Request: ${request}`)
      })
      continue
    }
    app.get(`${base}/swagger.json`, swagger(world, version, OPERATIONS))
    for (const operation of OPERATIONS.filter(known => isOf(known, version))) {
      app.on(operation.method.toUpperCase(), base + operation.path, handlerOf(operation, world, version))
    }
  }
  app.notFound(unrouted)
  app.onError(() => json(500, { message: 'The emulator failed; this is a defect in it' }))
  return app
}

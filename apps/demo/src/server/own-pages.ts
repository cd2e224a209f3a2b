import { createMiddleware } from 'hono/factory'

/**
 * Lets nobody in but this demo's own pages: whoever opens it may act as any user, so no other site may, by a name that
 * leads to this machine (DNS rebinding) or by a form.
 */
export function ownPagesOnly(origin: () => string) {
  return createMiddleware(async (context, next) => {
    const { host, port } = new URL(origin())
    const asked = context.req.header('host')
    const from = context.req.header('origin')
    if (asked === `localhost:${port}` && context.req.method === 'GET')
      return context.redirect(new URL(context.req.path, origin()).href)
    const isForeign = asked !== host || (from !== undefined && from !== origin())
    if (isForeign || (context.req.method !== 'GET' && from === undefined))
      return context.text('Not from here.', 403)
    await next()
  })
}

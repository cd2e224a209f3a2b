import { createMiddleware } from 'hono/factory'

/** Refuses every page but this demo's own: no other site may use it, by a name that leads to this machine (DNS rebinding) or by a form. */
export function ownPagesOnly(origin: () => string) {
  return createMiddleware(async (context, next) => {
    const { host, port } = new URL(origin())
    const asked = context.req.header('host')
    const from = context.req.header('origin')
    if (asked === `localhost:${port}` && context.req.method === 'GET')
      return context.redirect(ownAddress(context.req.url, origin()))
    const isForeign = asked !== host || (from !== undefined && from !== origin())
    if (isForeign || (context.req.method !== 'GET' && from === undefined))
      return context.text('Not from here.', 403)
    await next()
    return undefined
  })
}

/**
 * The same path and query at the demo's own address. A path may begin with two slashes: as a link of its own, it would lead to another
 * host.
 */
export function ownAddress(asked: string, origin: string): string {
  const address = new URL(origin)
  const { pathname, search } = new URL(asked)
  address.pathname = pathname
  address.search = search
  return address.href
}

import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { timingSafeEqual } from 'hono/utils/buffer'
import { lockedPage } from './locked-page'
import { ownAddress } from './own-pages'

/** What lets a browser in. */
export interface Access {
  /** Each start has a new one. The console prints it in the address to open; the browser then keeps it in a cookie. */
  readonly secret: string
  /** Known once the server listens. */
  readonly origin: () => string
}

/** The address to open. */
export function addressOf({ secret, origin }: Access): string {
  return `${origin()}/?token=${secret}`
}

/** The port is part of the name, because browsers send a cookie to every port of a host: two demos must not overwrite each other's. */
export function cookieName(origin: string, purpose: 'access' | 'user' | 'embed'): string {
  return `looker_auth_demo_${purpose}_${new URL(origin).port}`
}

/**
 * Answers only requests that have the secret: other users and programs of this machine can reach the port too, and the demo acts as
 * users of Looker. An address with the secret sets the cookie and redirects to the same address without the secret.
 */
export function withSecretOnly({ secret, origin }: Access) {
  const isSecret = async (value: string | undefined): Promise<boolean> =>
    value !== undefined && timingSafeEqual(value, secret)
  return createMiddleware(async (context, next) => {
    const name = cookieName(origin(), 'access')
    const hasCookie = await isSecret(getCookie(context, name))
    const { method, url } = context.req
    const token = context.req.query('token')
    if (method === 'GET' && token !== undefined && (hasCookie || (await isSecret(token)))) {
      const address = new URL(ownAddress(url, origin()))
      address.searchParams.delete('token')
      setCookie(context, name, secret, { httpOnly: true, sameSite: 'Strict', path: '/' })
      context.header('cache-control', 'no-store')
      return context.redirect(address.href)
    }
    if (!hasCookie) return locked(context)
    await next()
    return undefined
  })
}

function locked(context: Context): Response | Promise<Response> {
  context.header('cache-control', 'no-store')
  if (!context.req.header('accept')?.includes('text/html')) {
    const message = 'The demo does not know this browser.'
    const hint = 'Open the address that the console shows where pnpm start runs.'
    return context.json({ code: 'demo_locked', message, hint }, 403)
  }
  // A browser leaves a SameSite=Strict cookie out when a page of another site leads here, as Looker's does after a sign-in. It sends the
  // cookie when this page asks for the same address again.
  const isFromElsewhere = context.req.header('sec-fetch-site') === 'cross-site'
  return context.html(lockedPage({ again: isFromElsewhere, nonce: context.get('secureHeadersNonce') }), 403)
}

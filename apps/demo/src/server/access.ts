import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { timingSafeEqual } from 'hono/utils/buffer'
import { lockedPage } from './locked-page'
import { ownAddress } from './own-pages'

/** What lets a browser in. */
export interface Access {
  /** Made anew at each start. It stands in the address that the console prints, and then in a cookie. */
  readonly secret: string
  /** Known once the server listens. */
  readonly origin: () => string
}

/** The address to open. */
export function addressOf({ secret, origin }: Access): string {
  return `${origin()}/?token=${secret}`
}

/** Cookies do not tell ports apart, so the names of this demo's do: another demo on this machine has its own. */
export function cookieName(origin: string, purpose: 'access' | 'user'): string {
  return `looker_auth_demo_${purpose}_${new URL(origin).port}`
}

/**
 * Lets in who has the secret: other users and programs of this machine reach the server too, and it acts as users of Looker. The
 * address with the secret is exchanged for a cookie, and leads to the same address without it.
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
  // A link of another site, such as Looker's way back after a sign-in, comes without the cookie; the same address asked for by this page has it.
  const isFromElsewhere = context.req.header('sec-fetch-site') === 'cross-site'
  return context.html(lockedPage({ again: isFromElsewhere, nonce: context.get('secureHeadersNonce') }), 403)
}

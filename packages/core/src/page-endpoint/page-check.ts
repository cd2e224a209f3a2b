import { onOneLine } from '../errors/redact.js'
import { tokenRequestHeader } from '../protocol/backend.js'
import type { EndpointNames } from './endpoint-names.js'
import { Refusal } from './refusal.js'

/** Where a request comes from, as far as its headers tell. */
export interface PageCheck {
  /** The page's origin, where it is another one than the endpoint's and listed: it needs CORS headers. */
  readonly crossOrigin?: string
  /** Why the request is not answered. */
  readonly refusal?: Refusal
}

/**
 * Whether a page that may have the token sent the request: its origin is the endpoint's own or listed, the browser says
 * no otherwise, and it carries the header that no form of another site can set.
 *
 * @param origins Origins that are let in beside the endpoint's own.
 */
export function checkPage(request: Request, origins: ReadonlySet<string>, names: EndpointNames): PageCheck {
  const origin = request.headers.get('origin')
  if (origin === null)
    return { refusal: fromNoPage(names, 'It names no origin; browsers do so with every POST.') }
  const check = checkOrigin(request, origin, origins, names)
  if (check.refusal !== undefined || request.method === 'OPTIONS') return check
  if (request.headers.get(tokenRequestHeader) === null) {
    return { ...check, refusal: fromNoPage(names, `It lacks the header ${tokenRequestHeader}.`) }
  }
  return check
}

/** Whether that origin is the endpoint's own or listed, and the browser says no otherwise. */
export function checkOrigin(
  request: Request,
  origin: string,
  origins: ReadonlySet<string>,
  names: EndpointNames,
): PageCheck {
  const site = request.headers.get('sec-fetch-site')
  const listed = origins.has(origin)
  const own = isOwn(origin, request.url)
  if (!listed && !own) return { refusal: ofAnotherOrigin(names, origin, request.url) }
  if (!listed && site !== null && site !== 'same-origin') return { refusal: fromAnotherOrigin(names) }
  return own ? {} : { crossOrigin: origin }
}

/** A proxy in front may speak TLS where the server does not: the scheme does not count, and its port is as none. */
function isOwn(origin: string, url: string): boolean {
  return URL.canParse(origin) && hostOf(origin) === hostOf(url)
}

function hostOf(url: string): string {
  const { hostname, port } = new URL(url)
  return ['', '443', '80'].includes(port) ? hostname : `${hostname}:${port}`
}

/** Nothing shows that a page of the application sent it. */
export function fromNoPage(names: EndpointNames, why: string): Refusal {
  return refuse(names, why, `Ask through ${names.client}, from a page of the application.`)
}

/** The browser names no origin that is let in, or says that it is none. */
export function fromAnotherOrigin(names: EndpointNames): Refusal {
  return refuse(names, 'The browser says that it comes from another origin.', listIt(names))
}

function refuse({ endpoint }: EndpointNames, why: string, hint: string, kind = why): Refusal {
  const message = `The ${endpoint} does not answer this request. ${why}`
  return new Refusal('request_refused', { message, hint, kind, httpStatus: 403 })
}

/** No origin is longer than a host name may be. */
const longestOrigin = 300

function ofAnotherOrigin(names: EndpointNames, origin: string, url: string): Refusal {
  const named = onOneLine(origin.slice(0, longestOrigin))
  const why = `It comes from a page of ${named}, and the host of the request is ${new URL(url).host}.`
  return refuse(names, why, listIt(names), 'another origin')
}

function listIt({ creator }: EndpointNames): string {
  return `If the page is the application's own, a proxy in front of the application changes the request's host or port: let it keep both (a development server's proxy: changeOrigin: false), or list the page's origin in origins of ${creator}.`
}

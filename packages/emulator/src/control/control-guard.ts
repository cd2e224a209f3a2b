import type { MiddlewareHandler } from 'hono'
import { json } from '../http/answers'
import { mediaType } from '../http/request-body'

/** 127.0.0.0/8, ::1 and localhost, as a URL spells them. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

const isLoopback = (url: string): boolean => URL.canParse(url) && LOOPBACK.test(new URL(url).hostname)

/**
 * Refuses what a web page can send: by a name of its own that leads to this machine (DNS rebinding), with the Origin or Sec-Fetch-Site that
 * browsers add, or with a body of a type that needs no preflight.
 */
export const guardControl: MiddlewareHandler = async (context, next) => {
  const { headers, method, url } = context.req.raw
  const host = headers.get('host')
  const refuse = (status: number, message: string): Response => json(status, { message })
  // The URL has the host of the request line where it names one, and the Host header otherwise.
  if (!isLoopback(url) || (host !== null && !isLoopback(`http://${host}`))) {
    return refuse(
      403,
      'The control endpoints answer a Host of this machine only, such as 127.0.0.1 or localhost. From elsewhere, send the header "Host: localhost".',
    )
  }
  if (headers.has('origin')) {
    return refuse(403, 'The control endpoints answer no web page: send the request without an Origin header.')
  }
  if (!['none', 'same-origin'].includes(headers.get('sec-fetch-site') ?? 'none')) {
    return refuse(403, 'The control endpoints answer no web page of another origin.')
  }
  if (method === 'POST' && mediaType(headers.get('content-type')) !== 'application/json') {
    return refuse(415, 'The control endpoints take JSON: send the header "content-type: application/json".')
  }
  await next()
  return undefined
}

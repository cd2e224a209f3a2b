/** The content type of every JSON answer of Looker's API. */
export const JSON_TYPE = 'application/json;charset=utf-8'

export const DOCUMENTATION_URL = 'https://cloud.google.com/looker/docs/'

export const NOT_FOUND = 'Not found'
export const UNROUTED = "The resource you're looking for could not be found"
export const UNAUTHENTICATED = 'Requires authentication.'
export const FORBIDDEN = 'Forbidden'
export const TOO_MANY_REQUESTS = 'Too many requests'

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': JSON_TYPE, ...headers } })

export const refusal = (
  status: number,
  message: string,
  documentation_url: string = DOCUMENTATION_URL,
): Response => json(status, { message, documentation_url })

export const requiresAuthentication = (): Response => refusal(401, UNAUTHENTICATED)

/** Unlike other errors, this one carries no documentation_url. */
export const unrouted = (): Response => json(404, { message: UNROUTED })

export const noContent = (): Response => new Response(null, { status: 204 })

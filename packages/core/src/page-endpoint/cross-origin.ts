import { answer } from './answers.js'

/** The browser asks first, before it sends a request of another origin. A listed one may send what headers it wants. */
export function preflightAnswer({ headers }: Request, methods: readonly string[]): Response {
  const wanted = headers.get('access-control-request-headers')
  return answer(204, undefined, {
    'access-control-allow-methods': methods.join(', '),
    ...(wanted !== null && { 'access-control-allow-headers': wanted }),
    'access-control-max-age': '600',
    vary: 'Origin, Access-Control-Request-Headers',
  })
}

/** Lets a page of that origin read the answer. */
export function allowOrigin({ headers }: Response, origin: string): void {
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-allow-credentials', 'true')
  headers.set('access-control-expose-headers', 'retry-after')
}

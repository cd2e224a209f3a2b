/**
 * The Fetch seam: anything that behaves as the platform's `fetch`. `fetchContract` in `@looker-auth/core/testing` says
 * precisely what is relied on. Redirects must be reported, not followed, when asked for `redirect: 'manual'`.
 */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** What a request body can be on this runtime. */
export type Body = NonNullable<RequestInit['body']>

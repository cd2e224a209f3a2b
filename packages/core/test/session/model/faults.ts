/** What a grant can meet on its way. */
export const faults = [
  '429',
  '429 wait',
  '500',
  'network',
  'lost',
  'html',
  'malformed',
  'slow',
  'hang',
] as const
export type Fault = (typeof faults)[number]

export const slowMs = 8000

const html = { 'content-type': 'text/html' }
/** Answers that come without the server's having been asked. */
export const brokenAnswers: Partial<Record<Fault, () => Response>> = {
  '429': () => new Response('{"message":"Too many requests"}', { status: 429 }),
  '429 wait': () => new Response('{"message":"Too many"}', { status: 429, headers: { 'retry-after': '20' } }),
  '500': () => new Response('{"message":"An error has occurred."}', { status: 500 }),
  html: () => new Response('<html>Sign in</html>', { status: 200, headers: html }),
  malformed: () => new Response('{"access_token":', { status: 200 }),
}

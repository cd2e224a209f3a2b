import { createSession, nodeFetch } from '@looker-auth/node'

const fetch = nodeFetch() // its connections are shared by the sessions of all requests

/** Sends the request to Looker with the caller's own Looker token. */
export async function asCaller(request: Request, path: string): Promise<Response> {
  const [, token] =
    /^(?:Bearer|token) ([\x21-\x7e]+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  if (token === undefined)
    return new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } })
  const looker = createSession({ token, fetch }) // the address: LOOKERSDK_BASE_URL, or the option baseUrl
  const answer = await looker.fetch(path, { signal: request.signal })
  // The other headers of Looker's answer were for this server: its cookies, and how the body was compressed on the way.
  const headers = { 'content-type': answer.headers.get('content-type') ?? 'application/octet-stream' }
  return new Response(answer.body, { status: answer.status, headers })
}

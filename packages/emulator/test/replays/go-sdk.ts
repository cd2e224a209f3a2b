import { type ClientRequests, encoding, formOf } from './client-requests'
import type { RawRequest } from './raw-request'

const encode = encoding(/[!'()*]/g, '+')

/** Go's HTTP client: its own headers first and last, those of the program in between, in order of their names. */
function request(line: string, host: string, headers: readonly string[], body?: string): RawRequest {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const own = [`${line} HTTP/1.1`, `Host: ${host}`, 'User-Agent: Go-http-client/1.1', ...length]
  return { lines: [...own, ...headers, 'Accept-Encoding: gzip'], ...(body === undefined ? {} : { body }) }
}

const APP_ID = 'X-Looker-Appid: go-sdk'
const FORM = 'Content-Type: application/x-www-form-urlencoded'

/** The fields in order of their names, as Go's url.Values has them. */
const sorted = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1)))

/** An operation sends a Content-Type without a value where it has no body. */
const operation = (line: string, host: string, token: string, body?: string) =>
  request(line, host, [`Authorization: Bearer ${token}`, 'Content-Type: ', APP_ID], body)

/**
 * The official Go SDK 26 (go/rtl/auth.go). golang.org/x/oauth2 logs in for it, by the client credentials grant. The SDK has no session of another
 * user: a program calls `LoginUser` and `Logout` as it calls every operation.
 */
export const goSdk: ClientRequests = {
  appId: 'go-sdk',
  login: (host, key) =>
    request(
      'POST /api/4.0/login',
      host,
      [FORM, APP_ID],
      formOf(sorted({ ...key, grant_type: 'client_credentials' }), encode),
    ),
  loginUser: (host, userId, token) => operation(`POST /api/4.0/login/${userId}`, host, token, ''),
  me: (host, token) => operation('GET /api/4.0/user', host, token),
  logout: (host, token) => operation('DELETE /api/4.0/logout', host, token),
}

/** A token request of its OAuth session. The library first tries to name the client by Basic authentication, then in the form. */
export function goTokenRequest(
  host: string,
  clientId: string,
  fields: Readonly<Record<string, string>>,
  where: 'header' | 'form',
): RawRequest {
  const basic = `Authorization: Basic ${Buffer.from(`${encode(clientId)}:`).toString('base64')}`
  const form = where === 'form' ? { ...fields, client_id: clientId } : fields
  return request(
    'POST /api/token',
    host,
    [...(where === 'header' ? [basic] : []), FORM, APP_ID],
    formOf(sorted(form), encode),
  )
}

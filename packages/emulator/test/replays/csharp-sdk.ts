import { type ClientRequests, encoding, formOf } from './client-requests'
import type { RawRequest } from './raw-request'

const encode = encoding(/['~]/g, '+')
const AGENT = 'CS-SDK 24.20.4.0'

/** .NET's HTTP client, which sends no User-Agent of its own. */
function request(line: string, host: string, headers: readonly string[], content: readonly string[] = []) {
  return [`${line} HTTP/1.1`, `Host: ${host}`, `x-looker-appid: ${AGENT}`, ...headers, ...content]
}

const operation = (line: string, host: string, token: string): RawRequest => ({
  lines: request(
    line,
    host,
    [`Authorization: Bearer ${token}`],
    line.startsWith('POST') ? ['Content-Length: 0'] : [],
  ),
})

/** The official C# SDK (csharp/LookerSdk/rtl/AuthSession.cs, Transport.cs). */
export const csharpSdk: ClientRequests = {
  appId: AGENT,
  login(host, { client_id, client_secret }) {
    const body = formOf({ client_id, client_secret }, encode)
    const content = [
      'Content-Type: application/x-www-form-urlencoded; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ]
    return { lines: request('POST /api/4.0/login', host, [], content), body }
  },
  loginUser: (host, userId, token) => operation(`POST /api/4.0/login/${userId}`, host, token),
  me: (host, token) => operation('GET /api/4.0/user', host, token),
  logout: (host, token) => operation('DELETE /api/4.0/logout', host, token),
}

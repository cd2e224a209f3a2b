import { type ClientRequests, encoding, formOf } from './client-requests'
import type { RawRequest } from './raw-request'

const encode = encoding(/[!'()*]/g, '%20')
const AGENT = 'Swift-SDK 4.0.22.20'

/** Apple's URLSession: it adds the headers that the SDK does not set. */
function request(line: string, host: string, headers: readonly string[], body?: string): RawRequest {
  const lines = [
    `${line} HTTP/1.1`,
    `Host: ${host}`,
    ...headers,
    'Connection: keep-alive',
    'Accept: */*',
    `User-Agent: ${AGENT}`,
    `x-looker-appid: ${AGENT}`,
    'Accept-Language: en-US,en;q=0.9',
    ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    'Accept-Encoding: gzip, deflate',
  ]
  return { lines, ...(body === undefined ? {} : { body }) }
}

const form = (line: string, host: string, fields: Readonly<Record<string, string>>) =>
  request(line, host, ['Content-Type: application/x-www-form-urlencoded'], formOf(fields, encode))

/** The official Swift SDK (swift/looker/rtl/authSession.swift, baseTransport.swift). A dictionary of Swift's has no order. */
export const swiftSdk: ClientRequests = {
  appId: AGENT,
  login: (host, { client_id, client_secret }) =>
    form('POST /api/4.0/login', host, { client_secret, client_id }),
  loginUser: (host, userId, token) =>
    request(`POST /api/4.0/login/${userId}`, host, [`Authorization: Bearer ${token}`], ''),
  me: (host, token) => request('GET /api/4.0/user', host, [`Authorization: Bearer ${token}`]),
  logout: (host, token) => request('DELETE /api/4.0/logout', host, [`Authorization: Bearer ${token}`]),
}

/** A token request of its OAuth session (oauthSession.swift). */
export const swiftTokenRequest = (host: string, fields: Readonly<Record<string, string>>): RawRequest =>
  form('POST /api/token', host, fields)

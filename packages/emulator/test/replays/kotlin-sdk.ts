import { type ClientRequests, encoding, formOf } from './client-requests'
import type { RawRequest } from './raw-request'

const encode = encoding(/[!'()~]/g, '+')
const AGENT = 'KT-SDK 26.6'

interface Sent {
  readonly authorization?: string
  readonly type?: string
  readonly body?: string
  readonly more?: readonly string[]
}

/** The two HTTP clients that it can use, each with its own headers around those of the SDK. */
type HttpClient = (line: string, host: string, sent: Sent) => RawRequest

const common = ({ authorization, more = [] }: Sent): readonly string[] => [
  'Accept-Encoding: gzip',
  ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
  `User-Agent: ${AGENT}`,
  `x-looker-appid: ${AGENT}`,
  ...more,
]

/** Java's own client: a POST without a body has no Content-Length. */
export const javaNet: HttpClient = (line, host, sent) => ({
  lines: [
    `${line} HTTP/1.1`,
    ...common(sent),
    ...(sent.type === undefined ? [] : [`Content-Type: ${sent.type}`]),
    `Host: ${host}`,
    'Accept: text/html, image/gif, image/jpeg, */*; q=0.2',
    'Connection: keep-alive',
    ...(sent.body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(sent.body)}`]),
  ],
  ...(sent.body === undefined ? {} : { body: sent.body }),
})

export const apache: HttpClient = (line, host, sent) => ({
  lines: [
    `${line} HTTP/1.1`,
    ...common(sent),
    ...(line.startsWith('POST') ? [`Content-Length: ${Buffer.byteLength(sent.body ?? '')}`] : []),
    ...(sent.type === undefined ? [] : [`Content-Type: ${sent.type}`]),
    `Host: ${host}`,
    'Connection: Keep-Alive',
  ],
  ...(sent.body === undefined ? {} : { body: sent.body }),
})

const login = (http: HttpClient, host: string, form: Readonly<Record<string, string>>, more?: string[]) =>
  http('POST /api/4.0/login', host, {
    type: 'application/x-www-form-urlencoded; charset=UTF-8',
    body: formOf(form, encode),
    ...(more && { more }),
  })

/** The official Kotlin SDK to 26.6 (kotlin/src/main/com/looker/rtl/AuthSession.kt, Transport.kt): `Bearer` for logins and logouts, `token` for calls. */
export const kotlinSdk = (http: HttpClient): ClientRequests => ({
  appId: AGENT,
  login: (host, { client_id, client_secret }) => login(http, host, { client_id, client_secret }),
  loginUser: (host, userId, token) =>
    http(`POST /api/4.0/login/${userId}`, host, { authorization: `Bearer ${token}` }),
  me: (host, token) => http('GET /api/4.0/user', host, { authorization: `token ${token}` }),
  logout: (host, token) => http('DELETE /api/4.0/logout', host, { authorization: `Bearer ${token}` }),
})

/** From 26.8 on, where its requests go through an Identity-Aware Proxy. Its login_user lacks /api/4.0, which is a known defect of it. */
export const kotlinSdkBehindProxy = (http: HttpClient, proxyToken: string): ClientRequests => {
  const more = [`Proxy-Authorization: Bearer ${proxyToken}`]
  return {
    appId: AGENT,
    login: (host, { client_id, client_secret }) => login(http, host, { client_id, client_secret }, more),
    loginUser: (host, userId, token) =>
      http(`POST /login/${userId}`, host, { authorization: `token ${token}` }),
    me: (host, token) => http('GET /api/4.0/user', host, { authorization: `token ${token}`, more }),
    logout: (host, token) => http('DELETE /api/4.0/logout', host, { authorization: `token ${token}`, more }),
  }
}

/** A token request of its OAuth session (OAuthSession.kt): JSON. */
export const kotlinTokenRequest = (
  http: HttpClient,
  host: string,
  fields: Readonly<Record<string, string>>,
): RawRequest =>
  http('POST /api/token', host, { type: 'application/json; charset=UTF-8', body: JSON.stringify(fields) })

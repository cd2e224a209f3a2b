import { endpoints } from './endpoints.js'
import { type ApiTarget, apiUrl, authorization, type WireRequest } from './wire.js'

/** The request that ends a token. */
export function buildLogout(target: ApiTarget, token: string): WireRequest {
  const { method, path } = endpoints.logout
  return {
    method,
    url: apiUrl(target, path),
    headers: { accept: 'application/json', authorization: authorization(target, token) },
    secrets: [token],
  }
}

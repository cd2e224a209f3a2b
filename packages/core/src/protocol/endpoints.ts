import type { ApiVersion } from './api-version.js'

/** The operations of Looker's ApiAuth API. */
export type Operation = 'login' | 'login_user' | 'logout'

interface Endpoint {
  readonly method: 'POST' | 'DELETE'
  /** `{user_id}` stands for the percent-encoded id. */
  readonly path: string
  readonly authorized: boolean
}

/** The same in API 3.0, 3.1 and 4.0. Source: Looker's ApiAuth documents. */
export const endpoints = {
  login: { method: 'POST', path: '/login', authorized: false },
  login_user: { method: 'POST', path: '/login/{user_id}', authorized: true },
  logout: { method: 'DELETE', path: '/logout', authorized: true },
} as const satisfies Record<Operation, Endpoint>

/** What differs between the versions. */
export const versionTraits = {
  '3.0': { associative: false },
  '3.1': { associative: true },
  '4.0': { associative: true },
} as const satisfies Record<ApiVersion, { readonly associative: boolean }>

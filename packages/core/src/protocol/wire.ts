import type { ApiVersion } from './api-version.js'

/** How a token is sent: `Authorization: token X` as Looker documents it, or `Authorization: Bearer X`. */
export type AuthScheme = 'token' | 'Bearer'

/** Where the endpoints are, and how to talk to them. */
export interface ApiTarget {
  /** Canonical; see `canonicalBaseUrl`. */
  readonly baseUrl: string
  readonly apiVersion: ApiVersion
  readonly authScheme: AuthScheme
  /** Whether tokens and secrets may go in clear text to a host that is not loopback. */
  readonly allowInsecureHttp?: boolean | undefined
}

/** An API key of a Looker user. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  /** Where the key came from, for the error if Looker refuses it: a part of a sentence, such as `'the secret manager'`. */
  readonly origin?: string | undefined
}

/** A request as data: what an endpoint's build function makes. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** What must never show in an error that this request ends in. */
  readonly secrets: readonly string[]
}

/** An answer as data: what an endpoint's parse function reads. */
export interface WireAnswer {
  readonly status: number
  readonly contentType: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Decoded as UTF-8; at most the bound that the reader was given. */
  readonly text: string
  /** The text parsed as JSON, once for all who read it; undefined where it is no JSON, or longer than the bound. */
  readonly json: unknown
  /** The Location header, where there was one. */
  readonly location?: string
  /** The Retry-After header, where there was one. */
  readonly retryAfter?: string
  /** The Date header, where there was one that may be read. */
  readonly date?: string
  /** Set when the body was longer than the bound. */
  readonly flaw?: 'too_long'
}

/** The address of an endpoint's path under the target. */
export function apiUrl({ baseUrl, apiVersion }: ApiTarget, path: string): string {
  return `${baseUrl}/api/${apiVersion}${path}`
}

/** The Authorization header's value. */
export function authorization({ authScheme }: ApiTarget, token: string): string {
  return `${authScheme} ${token}`
}

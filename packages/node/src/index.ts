export {
  type AccessToken,
  type ApiAuthCallback,
  type ApiAuthResponse,
  type ApiVersion,
  AuthError,
  type AuthErrorCode,
  type AuthErrorDetails,
  type AuthScheme,
  apiVersions,
  type Body,
  type Clock,
  type Credentials,
  type CredentialsIn,
  canonicalBaseUrl,
  canonicalUserId,
  errorTable,
  type Fetch,
  type LoginOptions,
  parseApiVersion,
  type Random,
  type RetryPolicy,
  systemClock,
  systemRandom,
  type UserId,
} from '@looker-auth/core'
export { ApiAuthApi, type ApiAuthApiOptions } from './api-auth/api-auth-api.js'
export { type NodeFetch, type NodeFetchOptions, nodeFetch } from './fetch/node-fetch.js'
export type { ProxyChoice, ProxyOption } from './fetch/proxy-choice.js'
export type { Settings, SettingsOptions } from './settings/options.js'
export { resolveSettings } from './settings/settings.js'
export type { Env } from './settings/sources.js'

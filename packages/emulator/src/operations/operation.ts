import type { Context } from 'hono'
import type { AppTypes, World } from '../app/world'
import type { ApiVersion } from '../release'
import type { Result } from './result'

/** The objects that operations take and show; swagger.json describes each. */
export type ObjectName =
  | 'AccessToken'
  | 'ApiSession'
  | 'ApiVersion'
  | 'CreateEmbedUserRequest'
  | 'Dashboard'
  | 'EmbedCookielessSessionAcquire'
  | 'EmbedCookielessSessionAcquireResponse'
  | 'EmbedCookielessSessionGenerateTokens'
  | 'EmbedCookielessSessionGenerateTokensResponse'
  | 'EmbedParams'
  | 'EmbedSsoParams'
  | 'EmbedUrlResponse'
  | 'OauthClientApp'
  | 'Role'
  | 'User'
  | 'UserPublic'
  | 'WriteApiSession'
  | 'WriteOauthClientApp'

export interface QueryParameter {
  readonly name: string
  readonly type: 'string' | 'boolean'
  /** Whether a version knows it on a release. Default: all do. */
  isKnown?(version: ApiVersion, release: string): boolean
}

/** What swagger.json says of an operation. */
export interface Description {
  /** The group in Looker's documents. */
  readonly tag: string
  readonly summary: string
  readonly query?: readonly QueryParameter[]
  readonly body?: ObjectName
  /** What a success shows; a list of one name stands for a list of such objects. */
  readonly success: ObjectName | readonly [ObjectName] | 'text' | 'nothing'
}

/** A request for an operation. */
export interface Call {
  readonly context: Context<AppTypes>
  readonly world: World
  readonly version: ApiVersion
}

/** One operation of Looker's API: how it is reached, what is said of it, and what it does. */
export interface Operation {
  /** Looker's name for it. SDKs name their methods by it. */
  readonly id: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** The path below /api/{version}, with its parameters as `:name`. */
  readonly path: string
  /** The versions that have it. Default: all. */
  readonly versions?: readonly ApiVersion[]
  readonly describes: Description
  perform(call: Call): Result | Promise<Result>
}

/** The query parameter that selects fields of what is shown. */
export const FIELDS: QueryParameter = { name: 'fields', type: 'string' }

export const isOf = (operation: Operation, version: ApiVersion): boolean =>
  operation.versions?.includes(version) ?? true

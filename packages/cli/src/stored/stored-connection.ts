import type { ApiVersion, GrantKind, Workspace } from '@looker-auth/node'

/** Where a stored token is from: enough to show it, and to end it. It holds no secret. */
export interface StoredConnection {
  readonly baseUrl: string
  readonly apiVersion: ApiVersion
  readonly allowInsecureHttp: boolean
  readonly verifySsl: boolean
  readonly ca?: string | undefined
  readonly keychain: boolean
  readonly grant: Extract<GrantKind, 'api_key' | 'oauth'>
  /** The API key's id, or the OAuth application. */
  readonly clientId: string
  /** The profile of the person who signed in. */
  readonly profile?: string | undefined
  /** The workspace belongs to the token. Undefined where none was asked for. */
  readonly workspace?: Workspace | undefined
}

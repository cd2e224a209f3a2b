import type { ApiVersion, Workspace } from '@looker-auth/node'

/** The options that every subcommand takes. */
export interface GlobalFlags {
  readonly config?: string
  readonly section?: string
  readonly envPrefix?: string
  readonly profile?: string
  readonly baseUrl?: string
  readonly clientId?: string
  readonly apiVersion?: ApiVersion
  readonly workspace?: Workspace | undefined
  readonly netrc?: boolean
  readonly keychain?: boolean
  readonly json?: boolean
  readonly verbose?: boolean
  readonly color?: boolean
}

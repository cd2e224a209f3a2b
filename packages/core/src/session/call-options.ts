import type { ExternalUser } from '../protocol/external-user.js'
import type { UserId } from '../protocol/user-id.js'
import type { Workspace } from '../tokens/identity.js'
import type { SessionRequestInit } from './fetch/session-request.js'
import type { Background } from './session-group.js'

/** What `as()` may say of the identity beside the user. */
export interface AsOptions {
  /** Whether the activity is attributed to the admin too. Default: the server's (true). Not in API 3.0. */
  readonly associative?: boolean | undefined
  /** Default: the workspace of the session that `as()` is called on. */
  readonly workspace?: Workspace | undefined
}

/** Whom a further session of a group is for. */
export interface ChildIdentity extends AsOptions {
  readonly user: UserId | ExternalUser
  /** A hash: whose token it is, where a user has several. */
  readonly holder?: string | undefined
}

/** What a call may add. */
export interface TokenOptions {
  /** Ends this call's wait, not that of others. */
  readonly signal?: AbortSignal | undefined
  /** Where the runtime stops work after the response: its `waitUntil`, so that a renewal can go on. */
  readonly waitUntil?: Background | undefined
}

/** As the platform's `fetch`, bound to one identity. */
export type SessionFetch = (input: string | URL | Request, init?: SessionRequestInit) => Promise<Response>

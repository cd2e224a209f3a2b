import type { UserId } from '../protocol/user-id.js'
import type { Workspace } from '../tokens/identity.js'
import type { ChildIdentity } from './call-options.js'
import type { TokenCache } from './token-cache/token-cache.js'

/** What the handles of a session group share. */
export interface GroupAccess {
  readonly root: TokenCache
  /** The cache of a sudo identity. It may be evicted unless it is used at once; later, `present()` has the one to use. */
  child(identity: ChildIdentity): TokenCache
  /** The same, of a user in the session group's own workspace. */
  childById(userId: UserId): TokenCache
  /** The present cache of the same identity: once this one was evicted, another handle may have made a new one. */
  present(cache: TokenCache): TokenCache
  /** The first session of a session group like this one, in another workspace; it is closed with this one. */
  rootIn(workspace: Workspace): Inside
  closeAll(): Promise<void>
}

/** What a session is made of. */
export interface Inside {
  readonly cache: TokenCache
  readonly group: GroupAccess
}

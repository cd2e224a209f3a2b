import type { Workspace } from '../tokens/identity.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import type { Grant } from './grant.js'

/** How a person gets a token of their own: made by `backendGrant()` or `oauthGrant()`. */
export interface UserGrant {
  /**
   * For `createUserSession()`.
   *
   * @param holder A hash: whose session it is, where several people's sessions share a store.
   */
  create(calls: AuthCalls, workspace: Workspace | undefined, holder?: string): Grant
}

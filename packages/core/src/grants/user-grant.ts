import type { Workspace } from '../tokens/identity.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import type { Grant } from './grant.js'

/** How a person gets a token of their own: made by `backendGrant()` or `oauthGrant()`. */
export interface UserGrant {
  /** For `createUserSession()`. */
  create(calls: AuthCalls, workspace: Workspace | undefined): Grant
}

import { AuthError } from '../errors/auth-error.js'
import { type ExternalId, externalUserOf, identityChanged } from '../protocol/external-user.js'
import { type Workspace, workspaceOf } from '../tokens/identity.js'
import type { Inside } from './group-access.js'
import { Session } from './session.js'
import type { TokenCache } from './token-cache/token-cache.js'

/**
 * The session of the same user in the given workspace: another identity with a token of its own. It shares store and
 * connections with the session that it is asked for, and is closed with its session group; `close()` of what is returned
 * lets go of that object only. A session that is already in that workspace is returned as it is.
 *
 * @throws AuthError `configuration` for a session whose workspace is fixed: of a person, or with a given token; `signed_out` and
 * `identity_changed` for a user by an id of another system.
 *
 * @example
 * ```ts
 * const dev = inWorkspace(looker, 'dev')
 * await dev.fetch('/projects')
 * ```
 */
export function inWorkspace(session: Session, workspace: Workspace): Session {
  const { cache, group } = Session.insideOf(session)
  const { identity } = cache.grant
  const { grant, subject, associative, external } = identity
  if (workspaceOf(identity) === workspace) return session
  const user = external === undefined ? subject : externalUserOf(external)
  if (grant === 'sudo' && user !== undefined) {
    // Another handle's sign-in may be another user's.
    if (external !== undefined && session.state.status === 'signed_out') throw new AuthError('signed_out')
    const isOfGroup = workspaceOf(group.root.grant.identity) === workspace
    const other = group.child({ user, associative, workspace: isOfGroup ? undefined : workspace })
    if (external !== undefined) beSameUser(cache, other, external)
    return new Session(other, group)
  }
  if (grant !== 'api_key') throw workspaceIsFixed(workspace)
  const other = group.rootIn(workspace)
  // From there to a third workspace, or back, goes through the first session group: one identity is one session group's.
  const rootIn = (third: Workspace): Inside => group.rootIn(third)
  return new Session(other.cache, { ...other.group, rootIn, closeAll: closeNothing })
}

/** @throws AuthError `identity_changed` where both are signed in, as different users. */
function beSameUser(one: TokenCache, other: TokenCache, external: ExternalId): void {
  const isVoid = other.signIns.current === undefined && one.subject !== undefined
  if (isVoid && other.subject !== one.subject) other.unbind()
  other.bind(one.subject)
  one.bind(other.subject)
  if (one.subject !== other.subject) throw identityChanged(external)
}

/** Other callers use the same session group. It is closed with the session group that it was made from. */
async function closeNothing(): Promise<void> {}

function workspaceIsFixed(workspace: Workspace): AuthError {
  return new AuthError('configuration', {
    message: 'The workspace of this session is fixed: it is of a person, or of a token that was given.',
    hint: `Give createSession() the option workspace: '${workspace}'.`,
  })
}

import { AuthError } from '../errors/auth-error.js'
import { externalUserOf, userMoved } from '../protocol/external-user.js'
import { SudoGrant } from '../sudo/sudo-grant.js'
import { type Workspace, workspaceOf } from '../tokens/identity.js'
import type { Inside } from './group-access.js'
import { Session } from './session.js'

/**
 * The session of the same user in the given workspace: another identity with a token of its own. It shares store and
 * connections with the session that it is asked for, and is closed with its session group; `close()` of what is returned
 * lets go of that object only. A session that is already in that workspace is returned as it is.
 *
 * @throws AuthError `configuration` for a session whose workspace is fixed: of a person, or with a given token; `identity_changed` where an
 * id of another system is another user's there.
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
  const { grant, associative, external } = identity
  const { subject } = cache.identity
  if (workspaceOf(identity) === workspace) return session
  const mayCreate = cache.grant instanceof SudoGrant && cache.grant.mayCreate
  const user = external === undefined ? subject : externalUserOf(external, mayCreate)
  if (grant === 'sudo' && user !== undefined) {
    const isOfGroup = workspaceOf(group.root.grant.identity) === workspace
    const asked = { user, associative, workspace: isOfGroup ? undefined : workspace }
    const child = group.child(asked)
    child.bind(subject)
    if (external !== undefined && subject !== undefined && child.subject !== subject)
      throw userMoved(external)
    return new Session(child, group)
  }
  if (grant !== 'api_key') throw workspaceIsFixed(workspace)
  const other = group.rootIn(workspace)
  // From there to a third workspace, or back, goes through the first session group: one identity is one session group's.
  const rootIn = (third: Workspace): Inside => group.rootIn(third)
  return new Session(other.cache, { ...other.group, rootIn, closeAll: closeNothing })
}

/** Other callers use the same session group. It is closed with the session group that it was made from. */
async function closeNothing(): Promise<void> {}

function workspaceIsFixed(workspace: Workspace): AuthError {
  return new AuthError('configuration', {
    message: 'The workspace of this session is fixed: it is of a person, or of a token that was given.',
    hint: `Give createSession() the option workspace: '${workspace}'.`,
  })
}

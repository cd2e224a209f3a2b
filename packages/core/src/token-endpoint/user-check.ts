import { AuthError } from '../errors/auth-error.js'
import type { Session } from '../session/session.js'

/** A Looker user, as GET /users/{id} shows them to the service account. */
export interface LookerUser {
  readonly id: string
  /** Ids of the user's roles. */
  readonly roleIds: readonly string[]
  /** All that Looker answered. Names as on the wire. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Looker's built-in role Admin. */
const adminRoleId = '2'

/** Whether a user may have a token in a page by default: administrators may not. */
export function isNoAdmin({ roleIds }: LookerUser): boolean {
  return !roleIds.includes(adminRoleId)
}

/**
 * Whether the user may have a token in a page; asked before there is one.
 *
 * @throws AuthError `user_not_allowed`, `unknown_user`, `unavailable`, and what getting the service account's token throws.
 */
export async function checkUser(
  session: Session,
  userId: string,
  allowUser: (user: LookerUser) => boolean | Promise<boolean>,
): Promise<void> {
  const [own, user] = await Promise.all([
    readUser(session, '/user'),
    readUser(session, `/users/${encodeURIComponent(userId)}`),
  ])
  if (user.id !== userId)
    throw new AuthError('unavailable', { message: 'Looker answered with another user.' })
  if (own.id === user.id || !(await allowUser(user))) throw new AuthError('user_not_allowed')
}

async function readUser(session: Session, path: string): Promise<LookerUser> {
  const response = await session.fetch(path)
  const fields: unknown = await response.json().catch(() => undefined)
  if (response.status === 404) throw new AuthError('unknown_user', { status: 404 })
  if (response.status !== 200 || typeof fields !== 'object' || fields === null) {
    throw new AuthError('unavailable', { status: response.status, message: `Looker did not answer ${path}.` })
  }
  const { id, role_ids } = fields as Record<string, unknown>
  return {
    id: String(id),
    roleIds: Array.isArray(role_ids) ? role_ids.map(String) : [],
    fields: fields as Record<string, unknown>,
  }
}

import { AuthError, type Session } from '@looker-auth/node'

/** A user as GET /user answers. */
export interface User {
  readonly id: string | number
  readonly display_name?: string | null
  readonly email?: string | null
}

const fields = 'id,display_name,first_name,last_name,email,role_ids,group_ids,is_disabled'

/**
 * The user whom the session's requests run as.
 *
 * @throws AuthError as `session.token()`; `request_refused` for another answer than a user.
 */
export async function userOf(session: Session, signal: AbortSignal): Promise<User> {
  const response = await session.fetch(`/user?fields=${fields}`, { signal })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && typeof body === 'object' && body !== null && 'id' in body) return body as User
  throw new AuthError('request_refused', {
    message: 'Looker did not answer who the user of the token is.',
    status: response.status,
    hint: 'Run: looker-auth doctor.',
  })
}

/** The user for people: the name, the id, the address. */
export function describeUser({ id, display_name: name, email }: User): string {
  const details = [`user ${id}`, email].filter(Boolean).join(', ')
  return name ? `${name} (${details})` : details
}

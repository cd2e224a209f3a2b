import { AuthError, type AuthErrorCode, type Session } from '@looker-auth/node'
import { requestFailure } from '../failures/request-failure.js'

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
 * @throws AuthError as `session.token()`; `network`, `tls` or `timeout` where the request failed; `rate_limited`, `unavailable`,
 * `malformed_response` or `request_refused` for another answer than a user.
 */
export async function userOf(session: Session, signal: AbortSignal): Promise<User> {
  const { response, text } = await answerOf(session, signal)
  const body = parsed(text)
  if (response.ok && typeof body === 'object' && body !== null && 'id' in body) return body as User
  throw new AuthError(codeOf(response), {
    message: 'Looker did not answer who the user of the token is.',
    status: response.status,
    baseUrl: session.baseUrl,
    hint: 'Run: looker-auth doctor.',
  })
}

async function answerOf(
  session: Session,
  signal: AbortSignal,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await session.fetch(`/user?fields=${fields}`, { signal })
    return { response, text: await response.text() }
  } catch (error) {
    throw requestFailure(error, session.baseUrl)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf({ status, ok }: Response): AuthErrorCode {
  if (ok) return 'malformed_response'
  if (status === 429) return 'rate_limited'
  return status >= 500 ? 'unavailable' : 'request_refused'
}

/** The user for people: the name, the id, the address. What would move the cursor of a terminal is left out. */
export function describeUser({ id, display_name: name, email }: User): string {
  const details = [`user ${id}`, email].filter(Boolean).join(', ')
  return (name ? `${name} (${details})` : details).replace(/\p{Cc}/gu, '')
}

import { AuthError, type Session } from '@looker-auth/node'
import type { ServerAnswer, ServerCalls, ToldError } from '../shared/messages'

/** Most calls of one request, in all. */
const most = 300

/** Calls Looker as several users at once, on the server: each through the session of its own. */
export async function callAsUsers(looker: Session, { userIds, calls }: ServerCalls): Promise<ServerAnswer[]> {
  const turns = Array.from({ length: calls }, () => userIds)
    .flat()
    .slice(0, most)
  return Promise.all(turns.map(id => whoAmI(looker, id)))
}

async function whoAmI(looker: Session, id: string): Promise<ServerAnswer> {
  try {
    const response = await looker.as(id).fetch('/user')
    if (!response.ok) return { asked: id, status: response.status }
    const user = (await response.json()) as { id: unknown; display_name?: unknown }
    return { asked: id, answered: { id: String(user.id), name: String(user.display_name) } }
  } catch (error) {
    return {
      asked: id,
      error: told(AuthError.is(error) ? error : new AuthError('network', { cause: error })),
    }
  }
}

/** What a page is told of an error. */
export function told({ code, message, hint }: AuthError): ToldError {
  return { code, message, hint }
}

/** What a page is told of a user whom the demo may not act as. */
export function notListed(userId: string): ToldError {
  return {
    code: 'user_not_listed',
    message: `The demo may not act as user ${userId}.`,
    hint: 'Add the id to LOOKER_AUTH_DEMO_USER, such as LOOKER_AUTH_DEMO_USER=789,2, and start the demo again.',
  }
}

/** What a page asked for, where it is well-formed. */
export function serverCallsIn(value: unknown): ServerCalls | undefined {
  const { userIds, calls } = Object(value) as Record<string, unknown>
  if (!Array.isArray(userIds) || !userIds.every(id => typeof id === 'string' && id !== '')) return undefined
  if (userIds.length === 0 || userIds.length > 10 || !Number.isInteger(calls)) return undefined
  return { userIds, calls: Number(calls) }
}

import { createUserSession, fileLock, fileStore, oauthGrant, type Session } from '@looker-auth/node'

/** The application, as it is registered in Looker (oauth_client_apps). */
const grant = oauthGrant({ clientId: 'my-app', redirectUri: 'http://localhost:3000/signed-in' })
const [store, lock] = [fileStore(), fileLock()] // on several machines: redisStore() and redisLock()

/** Begins sign-ins. It belongs to no person, so it shares no tokens. */
export const beginner = createUserSession({ grant })

const sessions = new Map<string, Session>()
const mostSessions = 1000

/** The Looker session of a person, by the id of their session with this server. */
export function sessionOf(person: string): Session {
  const session = sessions.get(person) ?? createUserSession({ grant, person, store, lock })
  sessions.delete(person)
  sessions.set(person, session) // the one used last is the last
  const [oldest] = sessions.keys()
  // The store still has the token of a session that is only closed.
  if (sessions.size > mostSessions && oldest !== undefined) void close(oldest)
  return session
}

/** The person's session with this server ends: so does the sign-in, in every process. */
export async function signOut(person: string): Promise<void> {
  try {
    await sessionOf(person).logout()
  } finally {
    await close(person)
  }
}

async function close(person: string): Promise<void> {
  const session = sessions.get(person)
  sessions.delete(person)
  await session?.close()
}

import type { EmbedApplicationSession } from '@looker-auth/node'

/** The application's sessions, by the value of the cookie `sid`: whose they are. Two of each user. */
const someSessions: readonly [sessionId: string, externalUserId: string][] = [
  ['one', 'ana'],
  ['two', 'bea'],
  ['three', 'carl'],
  ['four', 'ana'],
  ['five', 'bea'],
  ['six', 'carl'],
]

// On `globalThis`, because Next runs this file more than once in a process.
const kept = globalThis as typeof globalThis & { myAppSessions?: Map<string, string> }
kept.myAppSessions ??= new Map(someSessions)
const sessions = kept.myAppSessions

/** Who is signed in to the application. A stand-in: replace it with your own sign-in. */
export function embedUserOf(cookie: string | null | undefined): EmbedApplicationSession | null {
  const sessionId = /(?:^|; )sid=([^;]+)/.exec(cookie ?? '')?.[1] ?? ''
  const externalUserId = sessions.get(sessionId)
  if (externalUserId === undefined) return null
  const user = {
    externalUserId,
    permissions: ['access_data', 'see_user_dashboards'],
    models: ['orders'],
    sessionLength: 8 * 3600,
  }
  return { sessionId, user }
}

/** Ends a session of the application. A stand-in too. */
export function endSession(sessionId: string): void {
  sessions.delete(sessionId)
}

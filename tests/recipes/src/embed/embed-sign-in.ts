import type { EmbedApplicationSession } from '@looker-auth/node'

/** The application's sessions, by the value of the cookie `sid`: whose they are. */
const sessions = new Map([
  ['one', 'ana'],
  ['two', 'bea'],
  ['three', 'carl'],
])

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

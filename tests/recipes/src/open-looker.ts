import { backendGrant, createSession, type Session } from '@looker-auth/browser'

/** The page's session. Undefined if no user is signed in to the application. Call it once for each load of the page. */
export async function openLooker(): Promise<Session | undefined> {
  const answer = await fetch('/looker-settings', { cache: 'no-store' })
  if (answer.status === 401) return undefined
  if (!answer.ok) throw new Error(`GET /looker-settings answered ${answer.status}`)
  const { baseUrl, user } = await answer.json()
  return createSession({ baseUrl, grant: backendGrant({ url: '/looker-token', user }) })
}

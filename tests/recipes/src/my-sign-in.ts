import type { ApplicationSession } from '@looker-auth/node'

/**
 * Who is signed in to the application. A stand-in: every browser with a cookie `sid` is the Looker user 789. Replace it with your
 * own sign-in: it knows the user of a cookie, and your database knows this user's id in Looker.
 */
export function userOf(cookie: string | null | undefined): ApplicationSession | null {
  const sessionId = /(?:^|; )sid=([^;]+)/.exec(cookie ?? '')?.[1]
  return sessionId === undefined ? null : { userId: '789', sessionId }
}

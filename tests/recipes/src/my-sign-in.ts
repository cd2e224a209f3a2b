import type { ApplicationSession } from '@looker-auth/node'

/** Who is signed in to the application, by its own cookie: your own sign-in stands here. */
export function userOf(cookie: string | null | undefined): ApplicationSession | null {
  const sessionId = /(?:^|; )sid=([^;]+)/.exec(cookie ?? '')?.[1]
  return sessionId === undefined ? null : { userId: '789', sessionId }
}

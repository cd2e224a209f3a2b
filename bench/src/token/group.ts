import { createSession, type Session } from '@looker-auth/core'
import { stubBaseUrl, stubLooker } from '../harness/stub-looker'

/** A session that remembers so many sudo sessions. */
export function sudoGroup(maxSessions: number): Session {
  return createSession({
    baseUrl: stubBaseUrl,
    credentials: { clientId: 'bench', clientSecret: 'bench' },
    fetch: stubLooker,
    maxSessions,
    background: true,
  })
}

export async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += 1000) {
    await Promise.all(items.slice(from, from + 1000).map(work))
  }
}

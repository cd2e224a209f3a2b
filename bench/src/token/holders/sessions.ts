import type { Session } from '@looker-auth/core'
import { inBatches, sudoGroup } from '../group'
import type { Held } from '../held'

/** The session of an API key for `one()`, and sudo sessions of its session group, each held by its handle. */
export async function hold(count: number): Promise<Held> {
  const admin = sudoGroup(count)
  await admin.token()
  const sessions = Array.from({ length: count }, (_, index) => admin.as(index + 1))
  await inBatches(sessions, session => session.token())
  return { one: () => admin.token(), at: index => (sessions[index] as Session).token() }
}

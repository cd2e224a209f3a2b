import { inBatches, sudoGroup } from '../group'
import type { Held } from '../held'

/** Sudo sessions of one session group without handles: each call finds its session by the user's id. */
export async function hold(count: number): Promise<Held> {
  const admin = sudoGroup(count)
  const ids = Array.from({ length: count }, (_, index) => index + 1)
  await inBatches(ids, id => admin.as(id).token())
  return { one: () => admin.as(1).token(), at: index => admin.as(index + 1).token() }
}

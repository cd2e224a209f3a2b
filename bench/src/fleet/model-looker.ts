import type { Fetch } from '@looker-auth/core'
import type { Chance } from './chance'
import type { EventQueue } from './event-queue'
import { lookerLatencyMs } from './latency'

export const lifetimeSeconds = 3600

/** What Looker was asked for: `undefined` is the API key's own user. */
export interface LookerCounts {
  login(userId: string | undefined): void
  revocation(): void
}

/** A Looker that takes its time and grants everything. */
export function modelLooker(clock: EventQueue, chance: Chance, counts: LookerCounts): Fetch {
  return (input, init) => {
    const path = String(input)
    const response = init?.method === 'DELETE' ? revoke(counts) : grant(path, chance, counts)
    return new Promise(resolve => {
      clock.setTimer(() => resolve(response), lookerLatencyMs(chance))
    })
  }
}

function grant(path: string, chance: Chance, counts: LookerCounts): Response {
  counts.login(/\/login\/([^/?]+)/.exec(path)?.[1])
  const token = { access_token: chance.text(40), token_type: 'Bearer', expires_in: lifetimeSeconds }
  return Response.json(token)
}

function revoke(counts: LookerCounts): Response {
  counts.revocation()
  return new Response(null, { status: 204 })
}

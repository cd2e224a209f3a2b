import type { Emulator, Fault } from '@looker-auth/emulator'
import { type Clock, systemClock } from '@looker-auth/node'
import type { ActiveFault, FaultKind, FaultPlace, RenewalFault } from '../shared/messages'

const faults: Readonly<Record<FaultKind, Omit<Fault, 'match'>>> = {
  // Longer than the sessions' own bound for waiting, so that the page is told how long to wait.
  rate_limit: { status: 429, retryAfter: 15 },
  server_error: { status: 503 },
  html: { html: true },
  slow: { delayMs: 3000 },
  drop: { drop: true },
}

const paths: Readonly<Record<FaultPlace, readonly string[]>> = {
  tokens: ['/api/*/login*', '/api/token'],
  calls: ['/api/*/user'],
}

const renewalFaults: Readonly<Record<RenewalFault, Omit<Fault, 'match'>>> = {
  rate_limit: { status: 429, retryAfter: 2 },
  drop: { drop: true },
}

/** What can be done to an emulator, and to no other Looker: time passes, and things go wrong. */
export class Steering {
  readonly emulator: Emulator
  #aheadMs = 0
  #fault: ActiveFault | null = null

  constructor(emulator: Emulator) {
    this.emulator = emulator
  }

  /** The emulator's time, for the sessions on this side: so they agree on when a token expires. */
  get clock(): Clock {
    const system = systemClock()
    return {
      ...system,
      now: () => system.now() + this.#aheadMs,
      monotonic: () => system.monotonic() + this.#aheadMs,
    }
  }

  get aheadMs(): number {
    return this.#aheadMs
  }

  get fault(): ActiveFault | null {
    return this.#fault
  }

  advance(ms: number): void {
    this.emulator.clock.advance(ms)
    this.#aheadMs += ms
  }

  /** Ends the user's access tokens, as an administrator can. Returns how many were live. */
  revoke(userId: string): number {
    return this.emulator.revoke({ user_id: userId })
  }

  /** Ends the embed session of a user of the application, as an administrator can. Returns how many were live. */
  endEmbedSession(externalUserId: string): number {
    return this.emulator.revoke({ external_user_id: externalUserId })
  }

  /** The next request for new tokens of embedded pages goes wrong, once. */
  failNextRenewal(kind: RenewalFault): void {
    const match = { method: 'PUT', path: '/api/*/embed/cookieless_session/generate_tokens' }
    this.emulator.faults.add({ match, ...renewalFaults[kind] })
  }

  /** From now on; null for never. */
  misbehave(fault: ActiveFault | null): void {
    this.emulator.faults.clear()
    this.#fault = fault
    if (fault === null) return
    for (const path of paths[fault.place])
      this.emulator.faults.add({ match: { path }, times: 'always', ...faults[fault.kind] })
  }
}

/** What a page asked for, where it is one that there is. */
export function renewalFaultIn(value: unknown): RenewalFault | undefined {
  const { kind } = Object(value) as Record<string, unknown>
  return Object.hasOwn(renewalFaults, String(kind)) ? (kind as RenewalFault) : undefined
}

/** What a page asked for, where it is a fault that there is. */
export function faultIn(value: unknown): ActiveFault | null {
  const { kind, place } = Object(value) as Record<string, unknown>
  const known = Object.hasOwn(faults, String(kind)) && Object.hasOwn(paths, String(place))
  return known ? ({ kind, place } as ActiveFault) : null
}

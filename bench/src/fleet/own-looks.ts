import type { Chance } from './chance'
import { commandMs, redisLatencyMs } from './latency'
import { callsPerSecond, ownCallsPerSecond, revalidateEveryMs, type Scenario } from './scenario'
import type { Waits } from './waits'

const draws = 2000

/**
 * The revalidations by which each process finds the API key's own record unchanged. A call revalidates when the last
 * time is `revalidateEveryMs` ago, and calls come at random: so they are counted by their rate.
 */
export class OwnLooks {
  /** Of the whole fleet. */
  readonly perSecond: number
  readonly #waitingPerSecond: number

  constructor({ processes, identities }: Scenario) {
    const own = identities === 0 ? callsPerSecond : ownCallsPerSecond
    // A user's call revalidates the admin's record too.
    const all = identities === 0 ? callsPerSecond : callsPerSecond + ownCallsPerSecond
    this.perSecond = processes / (revalidateEveryMs / 1000 + 1 / all)
    this.#waitingPerSecond = (this.perSecond * own) / all
  }

  /** The waits of the calls that are the key's own user's. */
  addTo(waits: Waits, seconds: number, chance: Chance): void {
    const weight = (this.#waitingPerSecond * seconds) / draws
    for (let i = 0; i < draws; i++) waits.add(redisLatencyMs(chance) + commandMs, weight)
  }
}

import type { Fetch } from '@looker-auth/core'
import { Chance } from './chance'
import { EventQueue } from './event-queue'
import { modelLooker } from './model-looker'
import { ModelRedis } from './model-redis'
import { coldMinutes, meanRenewalSeconds, type Scenario } from './scenario'
import { Tally } from './tally'
import { Waits } from './waits'

/** What the processes of one fleet share. */
export interface World {
  readonly scenario: Scenario
  /** How many of all users each simulated one stands for. */
  readonly scale: number
  readonly clock: EventQueue
  readonly redis: ModelRedis
  readonly looker: Fetch
  readonly tally: Tally
  readonly coldWaits: Waits
  readonly steadyWaits: Waits
  /** Each concern draws for itself, so that a change to one leaves the others as they were. */
  readonly chances: {
    readonly calls: Chance
    readonly tokens: Chance
    readonly locks: Chance
    readonly looks: Chance
  }
}

export const coldMs = coldMinutes * 60_000

export function endMsOf({ lifetimes }: Scenario): number {
  return coldMs + lifetimes * meanRenewalSeconds * 1000
}

export function createWorld(scenario: Scenario, seed: number): World {
  const { identities, sample } = scenario
  const chance = new Chance(seed)
  const next = (): Chance => new Chance(chance.below(2 ** 32))
  const clock = new EventQueue()
  const tally = new Tally(clock, endMsOf(scenario), coldMs)
  return {
    scenario,
    scale: sample === 0 ? 1 : identities / sample,
    clock,
    tally,
    redis: new ModelRedis(clock, next(), key => tally.command(key)),
    looker: modelLooker(clock, next(), tally),
    coldWaits: new Waits(),
    steadyWaits: new Waits(),
    chances: { calls: next(), tokens: next(), locks: next(), looks: next() },
  }
}

/** Sends a caller, and writes down how long it waited. */
export async function wait(world: World, token: Promise<string>, weight: number): Promise<void> {
  const { clock, tally } = world
  const waits = tally.steady ? world.steadyWaits : world.coldWaits
  const startedMs = clock.monotonic()
  try {
    await token
  } catch {
    tally.failures++
  }
  const waitMs = clock.monotonic() - startedMs
  if (waitMs > 0) waits.add(waitMs, weight)
}

/** What goes wrong with Redis, around a renewal of the API key's own token. */
export type Trouble = 'refuses' | 'pauses' | 'forgets' | 'strands the lock'

/** One fleet. */
export interface Scenario {
  readonly name: string
  readonly processes: number
  /** Users that the fleet acts for; 0: the API key's own user alone. */
  readonly identities: number
  /** How many of them are simulated. */
  readonly sample: number
  /** How many mean times from a token to the next one are simulated after the cold start. */
  readonly lifetimes: number
  readonly lock: boolean
  readonly draw: boolean
  readonly trouble?: Trouble
}

/** A run of the simulation. */
export interface Plan {
  readonly seed: number
  readonly healthy: readonly Scenario[]
  readonly compared: readonly Scenario[]
}

/** Calls that each process makes a second: for its users, or as the API key's own user where there are none. */
export const callsPerSecond = 10
/** With users, the API key's own user makes these as well. */
export const ownCallsPerSecond = 1
/** Sudo sessions that a process remembers, of all users. */
export const maxSessions = 10_000
/** Core's default: a token's use looks at the record where the last look was so long ago. */
export const revalidateEveryMs = 400
/** After it, numbers are those of a fleet that has been running for a while. */
export const coldMinutes = 30
/** Core renews in the last 640 s of an hour, on average. Whole such times, so that a common start leaves no rest. */
export const meanRenewalSeconds = 3600 - 640

const healthy = (processes: number, identities: number, sample: number, lifetimes: number): Scenario => ({
  name: '',
  processes,
  identities,
  sample,
  lifetimes,
  lock: true,
  draw: true,
})

const named = (name: string, scenario: Scenario, change: Partial<Scenario> = {}): Scenario => ({
  ...scenario,
  ...change,
  name,
})

const alone = healthy(1000, 0, 0, 6)
const waves = healthy(20, 2000, 2000, 3)

export const fullPlan: Plan = {
  seed: 20_260_101,
  healthy: [
    healthy(1, 0, 0, 24),
    healthy(10, 0, 0, 24),
    healthy(100, 0, 0, 24),
    healthy(1000, 0, 0, 16),
    healthy(10_000, 0, 0, 4),
    healthy(1, 1000, 1000, 6),
    healthy(10, 1000, 1000, 6),
    healthy(100, 1000, 100, 4),
    healthy(1000, 1000, 20, 3),
    healthy(10_000, 1000, 4, 2),
    healthy(100, 100_000, 1000, 6),
    healthy(1000, 100_000, 200, 3),
    healthy(10_000, 100_000, 30, 2),
    healthy(1000, 1_000_000, 1000, 5),
    healthy(10_000, 1_000_000, 200, 2),
  ],
  compared: [
    named('with lock and draw', alone),
    named('without the lock', alone, { lock: false }),
    named('Redis refuses connections for 60 s', alone, { trouble: 'refuses' }),
    named('Redis answers nothing for 60 s', alone, { trouble: 'pauses' }),
    named('Redis forgets everything', alone, { trouble: 'forgets' }),
    named('a process dies with the lock', alone, { trouble: 'strands the lock' }),
    named('with the draw of each token', waves),
    named('without the draw', waves, { draw: false }),
    named('Redis forgets everything', healthy(1000, 100_000, 200, 2), { trouble: 'forgets' }),
  ],
}

/** `--quick`: whether everything runs. */
export const quickPlan: Plan = {
  seed: 1,
  healthy: [healthy(1, 0, 0, 3), healthy(20, 0, 0, 3), healthy(20, 1000, 10, 2)],
  compared: [
    named('with lock and draw', healthy(20, 0, 0, 3)),
    named('without the lock', healthy(20, 0, 0, 3), { lock: false }),
    named('Redis refuses connections for 60 s', healthy(20, 0, 0, 3), { trouble: 'refuses' }),
    named('with the draw of each token', healthy(2, 100, 100, 2)),
    named('without the draw', healthy(2, 100, 100, 2), { draw: false }),
  ],
}

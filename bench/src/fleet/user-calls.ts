import type { FleetProcess } from './fleet-process'
import { callsPerSecond } from './scenario'
import { type World, wait } from './world'

/** Every single call for the sampled users: each in any process, for any of them. */
export function startUserCalls(world: World, processes: readonly FleetProcess[]): void {
  const { clock, chances, scale, scenario } = world
  const meanMs = (1000 * scale) / (callsPerSecond * processes.length)
  const next = (): void => {
    clock.setTimer(() => {
      const userId = chances.calls.below(scenario.sample)
      const session = processes[chances.calls.below(processes.length)]?.session.as(userId)
      if (session !== undefined) void wait(world, session.token(), scale)
      next()
    }, chances.calls.exponential(meanMs))
  }
  if (scenario.sample > 0) next()
}

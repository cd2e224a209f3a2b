import type { Outcome } from './simulate'

/** docs/fleet.json, from which section and plots are written. */
export interface FleetResults {
  readonly seed: number
  readonly healthy: readonly Outcome[]
  readonly compared: readonly Outcome[]
}

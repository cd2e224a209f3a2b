import type { GuardName } from './guards.js'
import type { MachineEventName, StateName } from './states.js'
import { type Cell, table } from './transitions.js'

/** One arrow of the session's machine. */
export interface MachineArrow {
  readonly from: StateName
  readonly event: MachineEventName
  /** Under what condition; undefined where none is needed, or the ones before it did not hold. */
  readonly when?: GuardName | undefined
  readonly to: StateName
}

/** The session's machine as data, to draw it from: every change of state that there is. `session.state.status` names the states. */
export function machineArrows(): MachineArrow[] {
  return Object.entries<Readonly<Record<MachineEventName, Cell>>>(table).flatMap(([from, cells]) =>
    Object.entries(cells).flatMap(([event, branches]) =>
      branches.flatMap(({ when, to }) =>
        to === undefined ? [] : [{ from: from as StateName, event: event as MachineEventName, when, to }],
      ),
    ),
  )
}

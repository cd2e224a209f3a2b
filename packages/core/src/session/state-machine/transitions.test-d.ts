import type { MachineEventName, StateName } from './states.js'
import { type Cell, table } from './transitions.js'

type Table = Record<StateName, Record<MachineEventName, Cell>>

const { ended, ...withoutEnded } = table.idle
const { renewing, ...withoutRenewing } = table
void [ended, renewing]

export const whole = table satisfies Table

// @ts-expect-error: a state without a cell for an event.
export const missingCell = { ...table, idle: withoutEnded } satisfies Table

// @ts-expect-error: a state is missing.
export const missingState = withoutRenewing satisfies Table

// @ts-expect-error: a guard that nobody wrote.
export const unknownGuard: Cell = [{ when: 'lucky', to: 'signed_in' }]

// @ts-expect-error: a state that there is not.
export const unknownState: Cell = [{ to: 'asleep' }]

// @ts-expect-error: an effect that nobody performs.
export const unknownEffect: Cell = [{ do: ['shout'] }]

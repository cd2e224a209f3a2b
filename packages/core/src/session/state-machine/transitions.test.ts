import { describe, expect, it } from 'vitest'
import { cells } from '../../../test/session/cells.js'
import { situation } from '../../../test/session/cells-world.js'
import { guards } from './guards.js'
import { nextState } from './next-state.js'
import type { MachineEventName, StateName } from './states.js'
import { type Branch, table } from './transitions.js'

const states = Object.keys(table) as StateName[]

function cellOf(state: StateName, event: MachineEventName): readonly Branch[] {
  return table[state][event]
}

/** Which branch the circumstance takes: its number, or -1 for none. */
function branchTaken(state: StateName, event: MachineEventName, circumstance: string): number {
  const asked = situation(state, event, circumstance)
  return cellOf(state, event).findIndex(
    ({ when }) => when === undefined || guards[when](asked.state, asked.event, asked.context),
  )
}

describe.each(states)('in %s', state => {
  const events = Object.keys(table[state]) as MachineEventName[]

  describe.each(events)('%s', event => {
    const expected = Object.entries(cells[state]?.[event] ?? {})

    it.each(expected)('%s: %s', (circumstance, outcome) => {
      const asked = situation(state, event, circumstance)
      const [after, effects] = nextState(asked.state, asked.event, asked.context)
      const what = after === asked.state ? 'stays' : after.name
      expect([what, ...effects.map(({ type }) => type)].join(', ')).toBe(outcome)
    })

    // @promise sign-out-elsewhere-by-kind-of-session
    it('has an expectation for each of its branches, and for none of them', () => {
      const branches = cellOf(state, event)
      const reachable = branches.map((_, index) => index)
      if (branches.every(({ when }) => when !== undefined)) reachable.push(-1)
      const taken = new Set(expected.map(([circumstance]) => branchTaken(state, event, circumstance)))
      expect([...taken].sort()).toEqual(reachable.sort())
    })
  })
})

it('no expectation is of a cell that the table does not have', () => {
  for (const state of Object.keys(cells) as StateName[])
    expect(Object.keys(cells[state]).sort(), state).toEqual(Object.keys(table[state] ?? {}).sort())
})

it('every guard is named by a cell', () => {
  const named = states.flatMap(state =>
    Object.values<readonly Branch[]>(table[state]).flatMap(cell => cell.map(({ when }) => when)),
  )
  expect(Object.keys(guards).filter(guard => !named.includes(guard as never))).toEqual([])
})

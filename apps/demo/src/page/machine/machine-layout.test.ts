import { machineArrows } from '@looker-auth/browser'
import { expect, test } from 'vitest'
import { narrow, nodeHeight, nodeWidth, wide } from './machine-layout'

const states = new Set(machineArrows().flatMap(({ from, to }) => [from, to]))

test.each(Object.entries({ wide, narrow }))(
  'the %s drawing has a place for every state of the table, and no two overlap',
  (_, layout) => {
    expect(new Set(Object.keys(layout.places))).toEqual(states)
    const places = Object.values(layout.places)
    for (const [index, one] of places.entries()) {
      expect(one.x - nodeWidth / 2).toBeGreaterThanOrEqual(0)
      expect(one.x + nodeWidth / 2).toBeLessThanOrEqual(layout.width)
      for (const other of places.slice(index + 1)) {
        const apart = Math.abs(one.x - other.x) >= nodeWidth || Math.abs(one.y - other.y) >= nodeHeight
        expect(apart).toBe(true)
      }
    }
  },
)

import { expect, it } from 'vitest'
import { platformRandom } from '../seams/alphanumeric'
import { createClock } from '../seams/clock'
import { ExpiringNames } from './expiring-names'

const setUp = (most = 3) => {
  const clock = createClock(() => 0)
  const names = new ExpiringNames<{ expiresAtMs: number }>(clock, platformRandom, most)
  return { clock, names, add: (expiresAtMs: number) => names.add({ expiresAtMs }) }
}

it('the oldest item gives way to one more than the most', () => {
  const { names, add } = setUp()
  const added = [1, 2, 3, 4].map(add)
  expect(added.map(name => names.find(name)?.expiresAtMs)).toEqual([undefined, 2, 3, 4])
  expect(names.count).toBe(3)
})

it('an item is found until its own expiry time', () => {
  const { clock, names, add } = setUp()
  const [late, soon] = [add(10), add(5)]
  clock.advance(5)
  expect([names.find(late)?.expiresAtMs, names.find(soon), names.count]).toEqual([10, undefined, 1])
})

it('an item is taken once', () => {
  const { names, add } = setUp()
  const name = add(1)
  expect([names.take(name)?.expiresAtMs, names.take(name)]).toEqual([1, undefined])
})

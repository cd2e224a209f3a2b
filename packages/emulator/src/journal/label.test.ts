import { expect, it } from 'vitest'
import { alphanumeric, platformRandom } from '../seams/alphanumeric'
import { createLabel } from './label'

it('10,000 tokens have 10,000 labels', () => {
  const label = createLabel(platformRandom)
  const labels = new Set(Array.from({ length: 10_000 }, () => label(alphanumeric(platformRandom, 40))))
  expect(labels.size).toBe(10_000)
})

it('tokens that differ in one letter, or in length, have other labels', () => {
  const label = createLabel(count => new Uint8Array(count))
  const labels = ['a', 'b', 'aa', 'ab', 'ba', ''].map(label)
  expect(new Set(labels).size).toBe(labels.length)
  expect(label('a')).toBe(labels[0])
})

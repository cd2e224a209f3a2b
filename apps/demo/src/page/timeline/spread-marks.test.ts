import { expect, test } from 'vitest'
import { spreadMarks, withRoom } from './spread-marks'

const mark = (atMs: number, label = 'as Ana (789)') => ({
  atMs,
  toMs: atMs,
  count: 10,
  label,
  good: true,
})
const spread = (...marks: ReturnType<typeof mark>[]) =>
  spreadMarks(marks, ms => ms, 5).map(({ left, count, label }) => ({ left, count, label }))

test('marks that are apart stay as they are', () => {
  expect(spread(mark(0), mark(5))).toMatchObject([
    { left: 0, count: 10 },
    { left: 5, count: 10 },
  ])
})

test('marks that would cover each other become one, with all that they say', () => {
  expect(spread(mark(0), mark(2), mark(4, 'as Bea (2)'))).toEqual([
    { left: 0, count: 30, label: 'as Ana (789), as Bea (2)' },
  ])
})

test('marks that become one name everybody whom they ran as', () => {
  const [one] = spreadMarks(
    [
      { ...mark(0), who: '789' },
      { ...mark(1), who: '789' },
      { ...mark(2), who: '2' },
    ],
    ms => ms,
    5,
  )
  expect(one?.who).toBe('789, 2')
})

test('words that would run into those before them are left out', () => {
  expect([...withRoom([0, 3, 5, 9, 10], place => place, 5)]).toEqual([0, 5, 10])
})

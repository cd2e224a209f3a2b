import { describe, expect, it } from 'vitest'
import { EmulatorInputError } from '../input/input-error'
import { checkFault, partsOf } from './fault'

const problemsOf = (value: unknown): readonly string[] => {
  try {
    checkFault(value)
  } catch (error) {
    if (error instanceof EmulatorInputError) return error.problems
    throw error
  }
  return []
}
const match = { path: '*' }

describe('a fault', () => {
  it.each<[unknown, string[]]>([
    ['drop', ['the fault must be an object']],
    [{ status: 500 }, ['match is missing']],
    [
      { match: { method: '' }, status: 500 },
      ['match: method must be a string that is not empty and path is missing'],
    ],
    [{ match }, ['it says what to match, but not what goes wrong']],
    [{ match, html: false, drop: false }, ['it says what to match, but not what goes wrong']],
    [
      { match, times: 0, status: 99 },
      [
        'times must be a whole number of at least 1, or must be one of "always", Infinity',
        'status must be a whole number from 200 to 599',
      ],
    ],
    [
      { match, delayMs: -1, answerDelayMs: 2 ** 31 },
      [
        'delayMs must be a whole number from 0 to 2147483647',
        'answerDelayMs must be a whole number from 0 to 2147483647',
      ],
    ],
    [{ match, drop: 'late' }, ['drop must be true or false, or must be one of "before", "after", "body"']],
    [
      { match, headers: { a: 1 }, omit: 'a', merge: [] },
      ['headers must be an object of strings', 'merge must be an object', 'omit must be a list of strings'],
    ],
    [
      { match, status: 500, delay: 5 },
      [expect.stringMatching(/^delay is not known \(known are match, times, status/) as never],
    ],
  ])('%j is refused', (value, problems) => {
    expect(problemsOf(value)).toEqual(problems)
  })

  it.each([
    { match, status: 503 },
    { match: { method: '*', path: '/a' }, times: 'always', drop: true },
    { match, times: Number.POSITIVE_INFINITY, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' },
    { match, json: null },
    { match, truncate: 0 },
  ])('%j is taken', value => {
    expect(problemsOf(value)).toEqual([])
  })

  it('names its parts', () => {
    expect(partsOf({ match, times: 2, status: 503, delayMs: 5, drop: false })).toEqual(['status', 'delayMs'])
  })
})

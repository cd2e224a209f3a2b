import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mutants } from '../../../scripts/lib/mutants.mjs'
import { recordSizes, sizeProblem } from '../../../scripts/lib/size-ratchet.mjs'
import { sumResults } from '../../../scripts/lib/sum-results.mjs'
import { root } from './root'

const watched = {
  name: 'core',
  entry: '',
  recordedBytes: 1000,
  ceilingBytes: 2000,
  reason: 'All of it is needed.',
}

describe('the size ratchet', () => {
  test.each([
    ['the same size', 1000, undefined],
    ['a smaller one', 500, undefined],
    ['one within 3 %', 1030, undefined],
    ['one 3.1 % larger', 1031, 'grew by 3.1 %'],
    ['one over the ceiling', 2001, 'over its ceiling'],
  ])('judges %s', (_, bytes, problem) => {
    if (problem === undefined) expect(sizeProblem(watched, bytes)).toBeUndefined()
    else expect(sizeProblem(watched, bytes)).toContain(problem)
  })

  test('refuses a ceiling without a reason', () => {
    expect(sizeProblem({ ...watched, reason: ' ' }, 1000)).toContain('no reason')
  })

  test('records growth only with a reason, and what shrank without one', () => {
    expect(() => recordSizes([watched], [1100], undefined)).toThrow('the reason')
    expect(recordSizes([watched], [1100], 'OAuth')).toEqual([
      { ...watched, recordedBytes: 1100, reason: 'OAuth' },
    ])
    expect(recordSizes([watched], [900], undefined)).toEqual([{ ...watched, recordedBytes: 900 }])
  })
})

describe('the sum at the end of CI', () => {
  const report = {
    name: 'core',
    success: true,
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
  }

  test('adds up tests and steps', () => {
    const sum = sumResults([report, { ...report, name: 'node' }], [{ name: 'check', exitCode: 0 }])
    expect(sum).toEqual({ passed: 11, failed: 0, problems: [] })
  })

  test.each([
    ['a failed test', { success: false, numFailedTests: 1 }, 1],
    ['a skipped test', { numPendingTests: 2 }, 2],
    ['a test to be written', { numTodoTests: 1 }, 1],
    ['an error outside of any test', { success: false }, 1],
    ['a suite without tests', { numPassedTests: 0 }, 1],
  ])('counts %s as failed', (_, change, failed) => {
    const sum = sumResults([{ ...report, ...change }], [])
    expect(sum.failed).toBe(failed)
    expect(sum.problems).toHaveLength(1)
  })

  test('counts a step that ended badly as failed', () => {
    expect(sumResults([report], [{ name: 'check', exitCode: 2 }])).toEqual({
      passed: 5,
      failed: 1,
      problems: ['check: exit code 2'],
    })
  })
})

describe('the deliberate faults', () => {
  test.each(mutants)('$name: the code that it spoils stands there once', ({ edits }) => {
    for (const { file, find } of edits) {
      const source = readFileSync(join(root, 'packages/core/src', file), 'utf8')
      expect(source.split(find), `${file}: ${find}`).toHaveLength(2)
    }
  })
})

import { describe, expect, test } from 'vitest'
import { columnsOf, wrap } from './wrap.js'

describe('wrap', () => {
  test('breaks between words, with what stands before each line', () => {
    expect(wrap('one two three four', { columns: 10, first: '- ', further: '    ' })).toBe(
      '- one two\n    three\n    four',
    )
  })

  test('leaves a word that is longer than a line whole', () => {
    const long = 'https://looker.example/api'
    expect(wrap(`see ${long} there`, { columns: 10, first: '', further: '  ' })).toBe(
      `see\n  ${long}\n  there`,
    )
  })

  test('takes the columns of a terminal, and 80 for everything else', () => {
    expect(columnsOf({ isTTY: true, columns: 40 })).toBe(40)
    expect(columnsOf({ isTTY: true, columns: 0 })).toBe(80)
    expect(columnsOf({ columns: 40 })).toBe(80)
  })
})

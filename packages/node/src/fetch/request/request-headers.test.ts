import { expect, test } from 'vitest'
import { plainHeaders } from './request-headers.js'

test('white space around a value is taken off, as fetch does', () => {
  expect({ ...plainHeaders({ a: '\t\r\n b c \n', b: ' ', c: '', d: '\u00a0x\u00a0' }) }).toEqual({
    a: 'b c',
    b: '',
    c: '',
    d: '\u00a0x\u00a0',
  })
})

test('a value of millions of blanks takes linear time', () => {
  const value = `a${' '.repeat(2_000_000)}a`
  expect(plainHeaders({ x: value }).x).toBe(value)
})

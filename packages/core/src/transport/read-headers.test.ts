import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AuthError } from '../errors/auth-error.js'
import { readHeaders } from './read-headers.js'

function refusal(init: RequestInit['headers']): AuthError {
  try {
    readHeaders(init)
  } catch (error) {
    if (AuthError.is(error)) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('the headers of a caller', () => {
  it('are read as the platform reads them', () => {
    for (const init of [
      { 'X-Key': ' a ' },
      [['x-key', 'a']] as [string, string][],
      new Headers({ 'x-key': 'a' }),
    ])
      expect([...readHeaders(init)]).toEqual([['x-key', 'a']])
    expect([...readHeaders(undefined)]).toEqual([])
  })

  it.each<readonly [string, RequestInit['headers']]>([
    ['a line end', { accept: '*/*', 'x-key': 'canary\n1' }],
    ['a carriage return', [['x-key', 'canary\r1']]],
    ['a zero byte', { 'X-Key': 'canary\0' }],
    ['a character above U+00FF', new Map([['x-key', 'canary✓']]) as never],
  ])('with %s in a value are refused by name; the value is not shown', (_, init) => {
    const error = refusal(init)
    expect(error).toMatchObject({ code: 'configuration' })
    expect(error.message).toMatch(/header x-key/i)
    expect(error.hint).toContain('line end')
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary')
  })

  it('with a name that is none are refused; the name is not shown, for it may be a value in the wrong place', () => {
    for (const init of [
      { 'canary name': 'x' },
      { '': 'canary' },
      [['canary']] as never,
      [['x-key', 'a', 'canary']] as never,
    ]) {
      const error = refusal(init)
      expect(error.code).toBe('configuration')
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary')
    }
  })
})

import { describe, expect, it } from 'vitest'
import { brokenPromises, type Entry } from './churn-judge'

const token = (name: string, signInId: string, more = {}): Entry => ({
  ...{ atMs: 0, type: 'committed', kind: 'token', key: 'key', token: name, signInId },
  ...more,
})
const signOut = (signInId: string, atMs: number): Entry => ({
  ...{ atMs, type: 'committed', kind: 'signed_out', key: 'key', signInId },
})
const use = (name: string, atMs: number): Entry => ({ atMs, type: 'used', token: name })

describe('the judge of the churning processes', () => {
  it('finds nothing in a history without fault', () => {
    const history = [
      token('a', 'one'),
      use('a', 10),
      signOut('one', 20),
      use('a', 900),
      token('b', 'two', { atMs: 950 }),
      use('b', 5000),
      { atMs: 5001, type: 'answered', asked: '1', got: '1' },
    ]
    expect(brokenPromises(history)).toEqual([])
  })

  it.each<[string, Entry[], string]>([
    ['a use after the sign-out', [token('a', 'one'), signOut('one', 20), use('a', 1100)], 'a used 1080 ms'],
    [
      "a use after the admin's sign-out",
      [token('a', 'own', { parentSignInId: 'one' }), signOut('one', 20), use('a', 1100)],
      'a used 1080 ms',
    ],
    [
      'a use of an older token of the same sign-in',
      [token('a', 'one'), token('b', 'one'), signOut('one', 20), use('a', 1100)],
      'a used 1080 ms',
    ],
    ['another identity', [{ atMs: 0, type: 'answered', asked: '2', got: '1' }], 'asked as 2, answered as 1'],
    ['a corrupt record', [{ atMs: 0, type: 'set_aside', reason: 'unreadable' }], 'a corrupt record'],
    [
      'tokens of two identities under one key',
      [token('a', 'one', { subject: '2' }), token('b', 'one', { subject: '3' })],
      'key holds tokens of 2 and 3',
    ],
    ['an error', [{ atMs: 0, type: 'failed', error: 'TypeError: x' }], 'failed: TypeError: x'],
  ])('notices %s', (_, history, found) => {
    expect(brokenPromises(history)).toEqual([expect.stringContaining(found)])
  })
})

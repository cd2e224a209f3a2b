import { describe, expect, it } from 'vitest'
import { brokenPromises, type Entry } from './churn-judge'

const process = 'one'
const token = (name: string, signInId: string, more = {}): Entry => ({
  ...{ atMs: 0, process, type: 'committed', kind: 'token', key: 'key', token: name, signInId },
  ...more,
})
const signOut = (signInId: string, atMs: number): Entry => ({
  ...{ atMs, process, type: 'committed', kind: 'signed_out', key: 'key', signInId },
})
const use = (name: string, atMs: number): Entry => ({ atMs, process, type: 'used', token: name })

describe('the judge of the churning processes', () => {
  it('finds nothing in a history without fault', () => {
    const history = [
      token('a', 'one'),
      use('a', 10),
      signOut('one', 20),
      use('a', 900),
      token('b', 'two', { atMs: 950 }),
      use('b', 5000),
      { atMs: 0, process, type: 'failed', code: 'token_rejected', error: 'of many sign-outs' },
      { atMs: 5001, process, type: 'answered', asked: '1', got: '1' },
    ]
    expect(brokenPromises(history)).toEqual([])
  })

  it('expects nothing of a process whose store does not answer', () => {
    const slow = {
      atMs: 1500,
      type: 'store_failure',
      error: 'AuthError: The store did not answer within 2000 ms.',
    }
    const history = [token('a', 'one'), signOut('one', 20), use('a', 1400)]
    expect(brokenPromises([...history, { ...slow, process }])).toEqual([])
    expect(brokenPromises([...history, { ...slow, process: 'another' }])).toHaveLength(1)
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
    [
      'another identity',
      [{ atMs: 0, process, type: 'answered', asked: '2', got: '1' }],
      'asked as 2, answered as 1',
    ],
    ['a corrupt record', [{ atMs: 0, process, type: 'set_aside', reason: 'unreadable' }], 'a corrupt record'],
    [
      'tokens of two identities under one key',
      [token('a', 'one', { subject: '2' }), token('b', 'one', { subject: '3' })],
      'key holds tokens of 2 and 3',
    ],
    ['a broken store', [{ atMs: 0, process, type: 'store_failure', error: 'EIO' }], 'store_failure: EIO'],
    ['an error', [{ atMs: 0, process, type: 'failed', error: 'TypeError: x' }], 'failed: TypeError: x'],
  ])('notices %s', (_, history, found) => {
    expect(brokenPromises(history)).toEqual([expect.stringContaining(found)])
  })
})

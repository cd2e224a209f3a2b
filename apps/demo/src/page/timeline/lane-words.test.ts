import { expect, test } from 'vitest'
import { lastOf, latestOf, tokenOf } from './lane-words'
import type { Lane, Mark } from './lanes'

const bar = { fromMs: 0, renewsAtMs: 40_000, expiresAtMs: 50_000, source: 'login' } as const
const lane = (change: Partial<Lane>): Lane => ({ id: 'server:2', bars: [], marks: [], ...change })
const mark: Mark = { atMs: 1, toMs: 1, count: 10, label: 'as Bea (2)', who: '2', good: true }

test('an identity whose calls were answered is never said to have no token', () => {
  expect(tokenOf(lane({}), 0)).toBe('no token')
  expect(tokenOf(lane({ marks: [mark] }), 0)).toBe('a token from before this page was opened')
  const failed = { ...mark, good: false, count: 0, label: 'no token: network' }
  expect(tokenOf(lane({ marks: [failed] }), 0)).toBe('no token')
})

test.each([
  [0, 'token valid for 50 s'],
  [40_000, 'token past soft expiry, valid for 10 s'],
  [50_000, 'token expired'],
])('at %i ms it says: %s', (nowMs, words) => {
  expect(tokenOf(lane({ bars: [bar] }), nowMs)).toBe(words)
})

test('a failed login is told only until a token has come since', () => {
  const failed = { atMs: 1, toMs: 1, count: 0, label: 'no token: network', good: false }
  expect(latestOf(lane({ marks: [mark, failed] }))).toBe(failed)
  expect(latestOf(lane({ marks: [mark, failed], bars: [{ ...bar, fromMs: 2 }] }))).toBe(mark)
  expect(latestOf(lane({ marks: [failed], bars: [{ ...bar, fromMs: 2 }] }))).toBeUndefined()
})

test('the last calls are told with whom they ran as, or how they failed', () => {
  expect(lastOf(mark)).toBe('10 calls as Bea (2)')
  expect(lastOf({ ...mark, count: 1 })).toBe('1 call as Bea (2)')
  expect(lastOf({ atMs: 1, toMs: 1, count: 2, label: 'HTTP 429', good: false })).toBe(
    '2 calls failed: HTTP 429',
  )
  expect(lastOf({ atMs: 1, toMs: 1, count: 0, label: 'no token: network', good: false })).toBe(
    'no token: network',
  )
})

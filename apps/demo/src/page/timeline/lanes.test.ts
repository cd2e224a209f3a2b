import { describe, expect, test } from 'vitest'
import { type Lane, withEvent, withMark } from './lanes'

const empty: Lane = { id: 'page', bars: [], marks: [] }
const granted = (atMs: number, kind: 'granted' | 'renewed' = 'granted') =>
  ({ lane: 'page', atMs, kind, source: 'login', renewsAtMs: atMs + 80, expiresAtMs: atMs + 100 }) as const

describe('a lane', () => {
  test('ends a token when it is renewed, at that moment', () => {
    const { bars } = withEvent(withEvent(empty, granted(0)), granted(50, 'renewed'))
    expect(bars.map(({ fromMs, ended }) => [fromMs, ended])).toEqual([
      [0, { atMs: 50, how: 'renewed' }],
      [50, undefined],
    ])
  })

  test('keeps the first end of a token: what was revoked is not rejected later', () => {
    const revoked = withEvent(withEvent(empty, granted(0)), { lane: 'page', atMs: 10, kind: 'revoked' })
    expect(withEvent(revoked, { lane: 'page', atMs: 20, kind: 'rejected' })).toEqual(revoked)
  })

  test('takes a token that it is told of twice as one', () => {
    const once = withEvent(empty, granted(0))
    expect(withEvent(once, granted(0))).toEqual(once)
    const ended = withEvent(once, { lane: 'page', atMs: 10, kind: 'rejected' })
    expect(withEvent(ended, granted(0))).toEqual(ended)
  })

  test('does not end what has expired', () => {
    const { bars } = withEvent(withEvent(empty, granted(0)), granted(500, 'renewed'))
    expect(bars[0]?.ended).toBeUndefined()
  })

  test('marks a failed login with its code, and as no request', () => {
    const { marks } = withEvent(empty, { lane: 'page', atMs: 1, kind: 'grant_failed', code: 'network' })
    expect(marks).toMatchObject([{ label: 'no token: network', good: false, count: 0 }])
  })

  test('takes requests together that were answered alike and close to each other', () => {
    const at = (atMs: number, label: string) => ({ atMs, toMs: atMs, count: 1, label, good: true })
    const marks = [
      at(0, 'as Ana'),
      at(1000, 'as Ana'),
      at(2000, 'as Ana'),
      at(2001, 'as Bea'),
      at(9000, 'as Bea'),
    ]
    const lane = marks.reduce((before, mark) => withMark(before, mark), empty)
    expect(lane.marks.map(({ label, count }) => [label, count])).toEqual([
      ['as Ana', 3],
      ['as Bea', 1],
      ['as Bea', 1],
    ])
  })
})

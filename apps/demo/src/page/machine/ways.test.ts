import { AuthError, machineArrows, type SessionEvent } from '@looker-auth/browser'
import { describe, expect, test } from 'vitest'
import { meanings, reasonOn } from './reasons'
import { reasonOf, waysFrom } from './ways'

const states = [...new Set(machineArrows().flatMap(({ from, to }) => [from, to]))]

describe('the reasons on the arrows', () => {
  test('two arrows between the same states have different reasons, and no reason shows an internal name', () => {
    for (const from of states)
      for (const to of states) {
        const reasons = machineArrows()
          .filter(arrow => arrow.from === from && arrow.to === to)
          .map(reasonOn)
        expect(new Set(reasons).size, `${from} to ${to}`).toBe(reasons.length)
        for (const reason of reasons) expect(reason).not.toMatch(/_|\[|undefined/)
      }
  })

  test('every state of the machine has a meaning', () => {
    expect(new Set(Object.keys(meanings))).toEqual(new Set(states))
  })
})

describe('where a session of a page can go', () => {
  test.each(states)('from %s there is a way on, each way once and with a reason', status => {
    const ways = waysFrom(status)
    expect(ways.length).toBeGreaterThan(0)
    expect(new Set(ways.map(({ to }) => to)).size).toBe(ways.length)
    for (const { to, reasons } of ways) {
      expect(reasons.length).toBeGreaterThan(0)
      const inTable = machineArrows().filter(arrow => arrow.from === status && arrow.to === to)
      expect(inTable.map(reasonOn)).toEqual(expect.arrayContaining([...reasons]))
    }
  })

  test('a sign-out in another tab signs it out: it does not sign in again by itself', () => {
    const after = waysFrom('signed_in').filter(({ reasons }) =>
      reasons.some(reason => /another/.test(reason)),
    )
    expect(after).toEqual([
      { to: 'signed_out', reasons: ['signed out in another tab'] },
      { to: 'signed_in', reasons: expect.arrayContaining(['another tab stored a newer token']) },
    ])
  })
})

describe('why a session changed its state', () => {
  const failed: SessionEvent = { type: 'grant_failed', error: new AuthError('network'), tokenKept: true }
  test.each<[from: string, to: string, event: SessionEvent | undefined, reason: string]>([
    ['idle', 'signing_in', undefined, 'a call needs a token'],
    ['signing_in', 'signed_in', { type: 'granted', source: 'login' }, 'a token arrives'],
    ['signing_in', 'signed_in', { type: 'granted', source: 'store' }, 'this browser has stored a token'],
    ['signed_in', 'renewing', undefined, 'a call after soft expiry'],
    ['signed_in', 'signing_in', undefined, 'a call after hard expiry'],
    ['signed_in', 'signing_in', { type: 'rejected', renewing: true }, 'Looker refuses the token (401)'],
    ['renewing', 'signed_in', failed, 'no new token: the present one stays in use'],
    ['signed_in', 'signed_out', { type: 'signed_out', reason: 'elsewhere' }, 'signed out in another tab'],
    ['signed_out', 'signing_in', undefined, 'Sign in is pressed'],
  ])('%s to %s', (from, to, event, reason) => {
    expect(reasonOf(from as never, to as never, event)).toBe(reason)
  })

  test('there is no reason for a change that the machine does not have', () => {
    expect(reasonOf('idle', 'renewing', undefined)).toBeUndefined()
  })
})

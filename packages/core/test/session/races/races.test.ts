import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { boundMs, extent } from '../../../../../vitest.extents.ts'
import { type Course, propertyOf } from './course.js'
import type { Raced } from './race.js'
import { seeds } from './seeds.js'

// Web Crypto answers from a pool of threads, in an order that no scheduler decides.
vi.mock('../../../src/runtime/sha256.js', async original => {
  const { createHash } = await import('node:crypto')
  return {
    ...(await original<object>()),
    sha256: async (text: string) => createHash('sha256').update(text).digest('hex'),
  }
})

const numRuns = extent('orders')
// Short and sampled forms are the same at each run; the long form draws others.
const drawn = process.env.LOOKER_AUTH_TESTS === 'long' ? { numRuns } : { numRuns, seed: 1 }

const judge = ({ violations, leaks }: Raced): void => {
  expect(violations).toEqual([])
  expect(leaks.map(({ what }) => what)).toEqual([])
}

const calls = ['token', 'token', 'fetch', 'fetch', 'fetch', 'abort'] as const

const courses: Readonly<Record<string, Course>> = {
  'two pages of a person who signs in with OAuth, on one store': {
    ...{ families: 2, shared: true, subjects: ['1', '8'], signIns: ['oauth', 'oauth'] },
    kinds: [...calls, 'login', 'login', 'logout', 'pass', 'revoke', 'close'],
  },
  'one session: callers, aborts, expiry and revocation': {
    ...{ families: 1, shared: false, subjects: ['1'] },
    kinds: [...calls, 'abort', 'pass', 'revoke'],
  },
  'one session: sign-outs, sign-ins and a close': {
    ...{ families: 1, shared: false, subjects: ['1'] },
    kinds: [...calls, 'logout', 'logout', 'login', 'login', 'close'],
  },
  'an admin and two users: everybody signs out and in': {
    ...{ families: 1, shared: false, subjects: ['1', '2', '2', '3'] },
    kinds: [...calls, 'logout', 'login', 'as', 'revoke', 'pass'],
  },
  'two session groups on one store: one signs out while the other signs in or renews': {
    ...{ families: 2, shared: true, subjects: ['1'] },
    kinds: [...calls, 'logout', 'login', 'pass', 'revoke'],
  },
  'two session groups on one store, an admin and users in both': {
    ...{ families: 2, shared: true, subjects: ['1', '2', '2', '3'] },
    kinds: [...calls, 'logout', 'login', 'as', 'pass', 'revoke', 'close'],
  },
  'three session groups on a store that forgets': {
    ...{ families: 3, shared: true, subjects: ['1', '2'] },
    kinds: [...calls, 'logout', 'login', 'as', 'pass', 'flush'],
  },
  'two pages of an application, and the service account behind them': {
    ...{ families: 3, shared: true, subjects: ['1'], signIns: ['api_key', 'backend', 'backend'] },
    kinds: [...calls, 'login', 'login', 'logout', 'pass', 'revoke'],
  },
}

describe('in whatever order things happen', () => {
  for (const [name, course] of Object.entries(courses)) {
    it(name, () => fc.assert(propertyOf(course, judge), drawn), boundMs(60_000 + numRuns * 200))

    for (const { seed, path } of seeds[name] ?? [])
      it(`${name}, again with seed ${seed}`, () =>
        fc.assert(propertyOf(course, judge), { seed, path, endOnFailure: true }))
  }
})

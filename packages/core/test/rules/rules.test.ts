import { describe, expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { after, explore } from './explore'
import { allRules, type Rules } from './rules'
import { type Budget, freshWorld } from './world'

const mostStates = extent('modelStates')
const timeoutMs = boundMs(60_000 + mostStates)

const signsIn = [
  'group 0: the admin needs a token',
  'group 0: the admin reads the record',
  'group 0: the admin is granted a token',
  'group 0: the admin stores the token',
]
const bothSignIn = [...signsIn, 'group 1: the admin needs a token', 'group 1: the admin reads the record']

interface Scenario {
  readonly budget: Partial<Budget>
  readonly locked?: boolean
  /** What has happened already. */
  readonly first?: readonly string[]
}

const worldOf = ({ budget, locked = false, first = [] }: Scenario, rules: Rules) =>
  after(freshWorld(2, budget, locked), rules, first)

const scenarios: Record<string, Scenario> = {
  'sign-ins and a sign-out': { budget: { requests: 3, signOuts: 1 } },
  'sign-ins and two sign-outs': { budget: { requests: 3, signOuts: 2 } },
  'renewals and a sign-out': { budget: { requests: 4, signOuts: 1, renewals: 2 }, first: signsIn },
  'sudo, and a sign-out': { budget: { requests: 4, signOuts: 1 }, first: bothSignIn },
  'a store that fails': { budget: { requests: 3, signOuts: 1, failures: 2 } },
  'commits without an answer': { budget: { requests: 3, signOuts: 1, cuts: 2 } },
  'answers of Looker that are lost': { budget: { requests: 3, signOuts: 1, lostAnswers: 1 } },
  'a crash': { budget: { requests: 4, signOuts: 1, crashes: 1, renewals: 1 } },
  'a store that forgets': { budget: { requests: 4, signOuts: 1, flushes: 1, renewals: 1 } },
  'a store that rolls back': { budget: { requests: 4, signOuts: 1, rollbacks: 1 }, first: signsIn },
  'a group that is closed': {
    budget: { requests: 4, signOuts: 1, closes: 1, renewals: 1, cuts: 1 },
    first: signsIn,
  },
  'a user that is evicted': { budget: { requests: 4, signOuts: 1, evictions: 1 }, first: signsIn },
  'all of it': {
    budget: {
      ...{ requests: 4, signOuts: 2, renewals: 1, failures: 1, cuts: 1, lostAnswers: 1 },
      ...{ crashes: 1, flushes: 1, rollbacks: 1, closes: 1, evictions: 1 },
    },
  },
  'a lock, and no fault': { budget: { requests: 5, signOuts: 1, renewals: 1 }, locked: true },
  'a lock, and nobody signs out': { budget: { requests: 6, renewals: 2 }, locked: true },
}

/** For each rule: where a promise breaks without it. */
const withoutRule: Record<keyof Rules, Scenario & { readonly promise: RegExp }> = {
  names: {
    budget: { requests: 2, signOuts: 1, failures: 1 },
    first: signsIn,
    promise: /promise 2.* of whose end it knows/,
  },
  epochs: {
    budget: { requests: 3, signOuts: 1, rollbacks: 1 },
    first: [...signsIn, 'group 1: the admin signs out', 'group 1: the admin looks'],
    promise: /promise 2.* of whose end it knows/,
  },
  look: { budget: { requests: 2, signOuts: 1 }, promise: /promise 2.* still stands in the record/ },
  ownOnly: {
    budget: { requests: 2, signOuts: 1, failures: 1 },
    first: [
      'group 0: the admin needs a token',
      'group 1: the admin signs out',
      'group 1: the admin cannot look',
    ],
    promise: /promise 2.* which began after it/,
  },
  overTombstone: {
    budget: { requests: 2, signOuts: 2, cuts: 1 },
    first: [
      'group 0: the admin signs out',
      'group 0: the admin looks',
      'group 0: the admin writes the tombstone',
      'group 0: the admin revokes what it ended',
      'group 1: the admin needs a token',
      'group 1: the admin reads the record',
      'group 1: the admin is granted a token',
      'group 1: the admin sends a commit that is late',
    ],
    promise: /promise 2.* still stands in the record/,
  },
  givesUp: { budget: { requests: 2, signOuts: 1 }, promise: /promise 2.* a sign-out that it did not know/ },
  custody: { budget: { requests: 2, signOuts: 1 }, promise: /promise 3: nobody can revoke token/ },
  keeps: {
    budget: { requests: 4, signOuts: 1, renewals: 2 },
    first: [
      ...bothSignIn,
      'group 1: the admin renews',
      'group 1: the admin reads the record',
      'group 1: the admin is granted a token',
    ],
    promise: /promise 3: a sign-out leaves token/,
  },
  unanswered: {
    budget: { requests: 2, closes: 1, renewals: 1, cuts: 1 },
    first: signsIn,
    promise: /promise 3: nobody can revoke token/,
  },
  parent: {
    budget: { requests: 3, signOuts: 1 },
    first: [...bothSignIn, 'group 0: the admin signs out', 'group 0: the admin looks'],
    promise: /promise 2.* after it revalidated/,
  },
}

describe('in whatever order things happen, the rules of the design keep promises 1 to 4:', () => {
  it.each(Object.entries(scenarios))('%s', { timeout: timeoutMs }, (_, scenario) => {
    const { broken, states } = explore(worldOf(scenario, allRules), allRules, mostStates)
    expect(broken).toBeUndefined()
    expect(states).toBeGreaterThan(1000)
  })
})

describe('a promise breaks without the rule', () => {
  it.each(Object.entries(withoutRule))('%s', { timeout: timeoutMs }, (rule, { promise, ...scenario }) => {
    const rules = { ...allRules, [rule]: false }
    expect(explore(worldOf(scenario, rules), rules, 20_000).broken?.promise).toMatch(promise)
  })
})

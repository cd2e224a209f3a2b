import { aroundSignOuts } from './regressions-around-sign-outs.js'
import { ofFreshSeeds } from './regressions-of-fresh-seeds.js'
import { ofLongRuns } from './regressions-of-long-runs.js'
import type { History } from './steps.js'

const hourMs = 3_600_000

/** Histories that broke a promise once, made as short as they get. */
export const regressions: readonly (History & { readonly name: string })[] = [
  {
    name: 'a sign-out during a sign-out has the last word over the login between them',
    setup: {
      ...{ seed: 452, lifetimeMs: hourMs, watched: true, locked: true },
      families: [
        { machine: 1, shared: true, background: true },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'logout', family: 1, subject: '3' },
      { do: 'login', family: 1, subject: '3' },
      { do: 'logout', family: 1, subject: '3' },
    ],
  },
  {
    name: 'a second sign-out ends a login that began after the first',
    setup: {
      ...{ seed: 2008, lifetimeMs: hourMs, watched: false, locked: true },
      families: [
        { machine: 0, shared: true, background: false },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'fault', family: 0, fault: 'slow' },
      { do: 'logout', family: 1, subject: '1' },
      { do: 'call', family: 0, subject: '4', kind: 'token', callers: 1 },
      { do: 'pass', ms: 1100 },
      { do: 'logout', family: 1, subject: '1' },
    ],
  },
  {
    name: 'a new sign-in of the admin’s, after a 401, puts what the old one minted in doubt',
    setup: {
      ...{ seed: 1191, lifetimeMs: hourMs, watched: true, locked: true },
      families: [
        { machine: 0, shared: true, background: false },
        { machine: 1, shared: true, background: true },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'call', family: 2, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: hourMs },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 2 },
      { do: 'pass', ms: hourMs },
      { do: 'flush' },
      { do: 'call', family: 2, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'call', family: 2, subject: '4', kind: 'fetch', callers: 5 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'call', family: 0, subject: '4', kind: 'fetch', callers: 1 },
      { do: 'call', family: 1, subject: '5', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: 500 },
      { do: 'pass', ms: 200 },
      { do: 'call', family: 0, subject: '4', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: 10 },
      { do: 'logout', family: 1, subject: '1' },
      { do: 'call', family: 2, subject: '2', kind: 'fetch', callers: 5 },
      { do: 'call', family: 0, subject: '1', kind: 'fetch', callers: 2 },
    ],
  },
  {
    name: 'a machine that slept through a sign-out looks at the store before it serves',
    setup: {
      ...{ seed: 1, lifetimeMs: hourMs, watched: false, locked: false },
      families: [
        { machine: 0, shared: true, background: false },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 2 },
      { do: 'pass', ms: 500 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 2 },
      { do: 'pass', ms: 200 },
      { do: 'sleep', machine: 0 },
      { do: 'logout', family: 1, subject: '1' },
      { do: 'pass', ms: 5000 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 2 },
    ],
  },
  {
    name: 'users’ records are read again as soon as the store notifies of a change to their admin',
    setup: {
      ...{ seed: 107210, lifetimeMs: hourMs, watched: true, locked: false },
      families: [
        { machine: 1, shared: true, background: false },
        { machine: 0, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'call', family: 0, subject: '2', kind: 'token', callers: 1 },
      { do: 'pass', ms: 31_000 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 2 },
      { do: 'pass', ms: 500 },
      { do: 'sleep', machine: 1 },
      { do: 'logout', family: 1, subject: '1' },
      { do: 'pass', ms: 5000 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 2 },
    ],
  },
  {
    name: 'a user’s token that was long on its way is not used if the admin signed out elsewhere meanwhile',
    setup: {
      ...{ seed: 735, lifetimeMs: 5000, watched: false, locked: true },
      families: [
        { machine: 0, shared: true, background: false },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'fault', family: 0, fault: 'slow' },
      { do: 'call', family: 1, subject: '1', kind: 'fetch', callers: 1 },
      { do: 'call', family: 0, subject: '3', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: 5000 },
      { do: 'logout', family: 1, subject: '1' },
    ],
  },
  {
    name: 'two session groups whose admins signed in apart, as the store forgot, do not take each other’s users away',
    setup: {
      ...{ seed: 1005167, lifetimeMs: hourMs, watched: false, locked: true },
      families: [
        { machine: 0, shared: true, background: true },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'call', family: 1, subject: '3', kind: 'fetch', callers: 2 },
      { do: 'pass', ms: 500 },
      { do: 'call', family: 0, subject: '4', kind: 'token', callers: 5 },
      { do: 'flush' },
      { do: 'pass', ms: 31_000 },
      { do: 'flush' },
      { do: 'call', family: 1, subject: '4', kind: 'fetch', callers: 5 },
    ],
  },
  {
    name: 'a login that began before a sign-out does not come in after the next login, though its clock says that one expired',
    setup: {
      ...{ seed: 2003680, lifetimeMs: hourMs, watched: false, locked: false },
      families: [
        { machine: 1, shared: true, background: false },
        { machine: 0, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'jump', machine: 0, ms: 2 * hourMs },
      { do: 'call', family: 1, subject: '1', kind: 'token', callers: 1 },
      { do: 'fault', family: 1, fault: 'slow' },
      { do: 'pass', ms: 500 },
      { do: 'logout', family: 0, subject: '1' },
      { do: 'login', family: 0, subject: '1' },
    ],
  },
  ...aroundSignOuts,
  ...ofFreshSeeds,
  ...ofLongRuns,
]

/** Seeds that broke one. */
export const seeds: readonly number[] = [
  1_091_275, 797_216_160, 700_076_077, 500_031_962, 500_034_853, 500_037_806, 500_082_965, 374_207_575,
  280_941_798, 2_003_680, 1_005_167, 735, 452, 1191, 2008, 100_441, 105_974, 107_210,
]

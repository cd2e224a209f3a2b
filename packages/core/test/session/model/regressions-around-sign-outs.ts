import type { History } from './steps.js'

const hourMs = 3_600_000

/** Histories in which a sign-out, or what the store lost of it, crossed a sign-in. */
export const aroundSignOuts: readonly (History & { readonly name: string })[] = [
  {
    name: 'users who looked while their admin signed in again hear of the sign-out between the two',
    setup: {
      ...{ seed: 280941798, lifetimeMs: hourMs, watched: true, locked: false },
      families: [
        { machine: 1, shared: true, background: false },
        { machine: 0, shared: true, background: true },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'login', family: 0, subject: '1' },
      { do: 'logout', family: 1, subject: '1' },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: 1100 },
      { do: 'call', family: 0, subject: '1', kind: 'fetch', callers: 2 },
      { do: 'pass', ms: 500 },
      { do: 'revoke', subject: '1' },
      { do: 'call', family: 0, subject: '1', kind: 'fetch', callers: 2 },
      { do: 'login', family: 1, subject: '1' },
      { do: 'call', family: 2, subject: '1', kind: 'token', callers: 1 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: 10 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'logout', family: 2, subject: '1' },
    ],
  },
  {
    name: 'a second sign-out while the first is still being revoked ends a login that began after the first',
    setup: {
      ...{ seed: 280941798, lifetimeMs: hourMs, watched: true, locked: false },
      families: [
        { machine: 1, shared: true, background: false },
        { machine: 0, shared: true, background: true },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'login', family: 0, subject: '1' },
      { do: 'logout', family: 1, subject: '1' },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: 1100 },
      { do: 'call', family: 0, subject: '1', kind: 'fetch', callers: 2 },
      { do: 'pass', ms: 500 },
      { do: 'revoke', subject: '1' },
      { do: 'call', family: 0, subject: '1', kind: 'fetch', callers: 2 },
      { do: 'logout', family: 2, subject: '1' },
      { do: 'login', family: 1, subject: '1' },
      { do: 'pass', ms: 50 },
      { do: 'call', family: 1, subject: '1', kind: 'fetch', callers: 2 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: 10 },
      { do: 'logout', family: 2, subject: '1' },
    ],
  },
  {
    name: 'what was read of the admin before a sign-out says nothing after the next sign-in',
    setup: {
      seed: 500031962,
      lifetimeMs: 60000,
      watched: true,
      locked: true,
      families: [
        { machine: 0, shared: true, background: true },
        { machine: 0, shared: true, background: false },
        { machine: 0, shared: false, background: false },
      ],
    },
    steps: [
      { do: 'call', family: 1, subject: '5', kind: 'fetch', callers: 2 },
      { do: 'call', family: 1, subject: '5', kind: 'fetch', callers: 2 },
      { do: 'pass', ms: 1100 },
      { do: 'call', family: 1, subject: '5', kind: 'fetch', callers: 2 },
      { do: 'logout', family: 1, subject: '1' },
      { do: 'login', family: 1, subject: '1' },
      { do: 'login', family: 0, subject: '4' },
      { do: 'call', family: 1, subject: '2', kind: 'token', callers: 1 },
    ],
  },
  {
    name: 'login() after logout() and as() between them are one session',
    setup: {
      seed: 1091275,
      lifetimeMs: 5000,
      watched: true,
      locked: true,
      families: [
        { machine: 0, shared: true, background: false },
        { machine: 1, shared: true, background: false },
      ],
    },
    steps: [
      { do: 'call', family: 1, subject: '3', kind: 'token', callers: 2 },
      { do: 'fault', family: 0, fault: 'hang' },
      { do: 'call', family: 1, subject: '1', kind: 'fetch', callers: 1 },
      { do: 'pass', ms: 50 },
      { do: 'logout', family: 0, subject: '4' },
      { do: 'login', family: 0, subject: '4' },
      { do: 'as', family: 0, subject: '4' },
      { do: 'call', family: 0, subject: '4', kind: 'token', callers: 2 },
    ],
  },
  {
    name: 'the code of a new sign-in is exchanged after the renewal that is still on the wire',
    setup: {
      ...{ seed: 545841467, lifetimeMs: hourMs, watched: false, locked: false },
      families: [
        { machine: 1, shared: true, background: false },
        { machine: 0, shared: true, background: false, maxSessions: 2 },
        { machine: 1, shared: false, background: false, kind: 'oauth' },
        { machine: 1, shared: true, background: true, kind: 'oauth' },
      ],
    },
    steps: [
      { do: 'login', family: 2, subject: '1' },
      { do: 'pass', ms: 500 },
      { do: 'pass', ms: hourMs },
      { do: 'call', family: 2, subject: '1', kind: 'token', callers: 1 },
      { do: 'logout', family: 2, subject: '1' },
      { do: 'login', family: 2, subject: '1' },
    ],
  },
]

import type { History } from './steps.js'

/** Histories of seeds that nobody had seen. */
export const ofFreshSeeds: readonly (History & { readonly name: string })[] = [
  {
    name: 'a token from the store that expires while its reader still waits is not handed out',
    setup: {
      seed: 614285,
      lifetimeMs: 5000,
      watched: false,
      locked: false,
      families: [
        { machine: 1, shared: true, background: false, maxSessions: 1 },
        { machine: 0, shared: true, background: false },
        { machine: 1, shared: true, background: false },
        { machine: 0, shared: false, background: false, kind: 'backend' },
      ],
    },
    steps: [
      { do: 'login', family: 3, subject: '1' },
      { do: 'pass', ms: 5000 },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'call', family: 3, subject: '1', kind: 'token', callers: 1 },
      { do: 'call', family: 1, subject: '4', kind: 'fetch', callers: 2 },
      { do: 'logout', family: 2, subject: '2' },
    ],
  },
  {
    name: 'a user’s token goes with the admin’s sign-in that another took the place of, also where the store forgot the first',
    setup: {
      seed: 614425,
      lifetimeMs: 3_600_000,
      watched: true,
      locked: true,
      families: [
        { machine: 1, shared: true, background: false },
        { machine: 1, shared: true, background: true, maxSessions: 1 },
        { machine: 1, shared: true, background: false },
        { machine: 1, shared: true, background: false, kind: 'oauth' },
      ],
    },
    steps: [
      { do: 'call', family: 2, subject: '5', kind: 'token', callers: 5 },
      { do: 'login', family: 3, subject: '1' },
      { do: 'pass', ms: 500 },
      { do: 'fault', family: 3, fault: 'html' },
      { do: 'flush' },
      { do: 'login', family: 0, subject: '1' },
      { do: 'logout', family: 0, subject: '1' },
      { do: 'pass', ms: 1 },
      { do: 'call', family: 3, subject: '1', kind: 'fetch', callers: 2 },
      { do: 'logout', family: 2, subject: '2' },
      { do: 'login', family: 2, subject: '2' },
      { do: 'login', family: 3, subject: '1' },
      { do: 'logout', family: 3, subject: '1' },
      { do: 'call', family: 0, subject: '2', kind: 'fetch', callers: 2 },
      { do: 'call', family: 0, subject: '4', kind: 'fetch', callers: 1 },
      { do: 'logout', family: 2, subject: '5' },
      { do: 'call', family: 1, subject: '2', kind: 'fetch', callers: 1 },
      { do: 'call', family: 2, subject: '4', kind: 'token', callers: 1 },
    ],
  },
  {
    name: 'a user who signed in again stays so, though forgotten a second time',
    setup: {
      seed: 630712,
      lifetimeMs: 3_600_000,
      watched: false,
      locked: false,
      families: [
        { machine: 0, shared: false, background: false, maxSessions: 2 },
        { machine: 1, shared: true, background: true },
        { machine: 1, shared: true, background: false, kind: 'backend' },
      ],
    },
    steps: [
      { do: 'login', family: 2, subject: '1' },
      { do: 'logout', family: 0, subject: '5' },
      { do: 'call', family: 0, subject: '4', kind: 'token', callers: 1 },
      { do: 'pass', ms: 3_600_000 },
      { do: 'login', family: 0, subject: '5' },
    ],
  },
]

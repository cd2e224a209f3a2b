import type { GuardName } from './guards.js'
import type { EffectName, MachineEventName, StateName } from './states.js'

/** One way on from a state: taken if its guard holds. Without `to`, the state stays as it is. */
export interface Branch {
  readonly when?: GuardName
  readonly to?: StateName
  readonly do?: readonly EffectName[]
}

/** The branches of one state and event, tried in order; when none holds, nothing happens. */
export type Cell = readonly Branch[]

const ignore: Cell = []
const signIn: Cell = [{ to: 'signing_in', do: ['start_request'] }]
// The children's listeners are called last: what they call must find the sign-out under way.
const signOut: Cell = [{ to: 'signing_out', do: ['abort_request', 'end_identity', 'end_children'] }]
const completedSignIn: Branch = {
  when: 'completed',
  to: 'signing_in',
  do: ['abort_request', 'start_request'],
}
/** The token of the user before must not be served any more. */
const userMoved: Branch = { when: 'user_moved', to: 'denied', do: ['end_token'] }
const late: Cell = [{ do: ['revoke_late'] }]
const endedElsewhere: Cell = [
  { when: 'personal', to: 'signed_out', do: ['abort_request', 'end_children'] },
  { to: 'idle', do: ['abort_request', 'end_children'] },
]

/** The session's machine: what each event does in each state. The diagram in docs/machine.md is drawn from it. */
export const table = {
  idle: {
    call: signIn,
    sign_in: signIn,
    credentials_changed: ignore,
    granted: [{ to: 'signed_in' }],
    failed: ignore,
    abandoned: ignore,
    stalled: ignore,
    rejected: ignore,
    replaced: [{ to: 'signed_in' }],
    ended: [{ when: 'personal', to: 'signed_out' }],
    sign_out: signOut,
    sign_out_finished: ignore,
    reopened: ignore,
  },
  signing_in: {
    call: ignore,
    sign_in: [completedSignIn],
    credentials_changed: ignore,
    granted: [{ when: 'other_request' }, { to: 'signed_in' }],
    failed: [
      { when: 'other_request' },
      userMoved,
      { when: 'sign_in_missing', to: 'idle' },
      { when: 'refused', to: 'denied' },
      { to: 'failed_for_now' },
    ],
    abandoned: [{ when: 'other_request' }, { to: 'idle', do: ['abort_request'] }],
    stalled: [{ when: 'other_request' }, { to: 'idle' }],
    rejected: ignore,
    replaced: ignore,
    ended: endedElsewhere,
    sign_out: signOut,
    sign_out_finished: ignore,
    reopened: ignore,
  },
  signed_in: {
    call: [
      { when: 'expired_and_denied', to: 'denied' },
      { when: 'expired_and_waiting', to: 'failed_for_now' },
      { when: 'expired', to: 'signing_in', do: ['start_request'] },
      { when: 'due', to: 'renewing', do: ['start_request'] },
    ],
    sign_in: [completedSignIn, { when: 'expired', to: 'signing_in', do: ['start_request'] }],
    credentials_changed: ignore,
    granted: ignore,
    failed: ignore,
    abandoned: ignore,
    stalled: ignore,
    rejected: [
      { when: 'other_token' },
      { when: 'fruitless', to: 'signed_in' },
      { to: 'signing_in', do: ['start_request'] },
    ],
    replaced: [{ to: 'signed_in' }],
    ended: endedElsewhere,
    sign_out: signOut,
    sign_out_finished: ignore,
    reopened: ignore,
  },
  renewing: {
    call: [{ when: 'expired', to: 'signing_in' }],
    sign_in: [completedSignIn, { when: 'expired', to: 'signing_in' }],
    credentials_changed: ignore,
    granted: [{ when: 'other_request' }, { to: 'signed_in' }],
    failed: [{ when: 'other_request' }, userMoved, { to: 'signed_in' }],
    abandoned: ignore,
    stalled: [{ when: 'other_request' }, { to: 'signed_in' }],
    rejected: [{ when: 'other_token' }, { when: 'fruitless', to: 'renewing' }, { to: 'signing_in' }],
    replaced: [{ to: 'renewing' }],
    ended: endedElsewhere,
    sign_out: signOut,
    sign_out_finished: ignore,
    reopened: ignore,
  },
  signing_out: {
    call: ignore,
    sign_in: ignore,
    credentials_changed: ignore,
    granted: late,
    failed: ignore,
    abandoned: ignore,
    stalled: ignore,
    rejected: ignore,
    replaced: ignore,
    ended: ignore,
    sign_out: ignore,
    sign_out_finished: [{ to: 'signed_out' }],
    reopened: [{ to: 'idle' }],
  },
  signed_out: {
    call: ignore,
    sign_in: signIn,
    credentials_changed: ignore,
    granted: late,
    failed: ignore,
    abandoned: ignore,
    stalled: ignore,
    rejected: ignore,
    replaced: ignore,
    ended: ignore,
    sign_out: signOut,
    sign_out_finished: ignore,
    reopened: [{ to: 'idle' }],
  },
  denied: {
    call: [{ when: 'waiting' }, { to: 'signing_in', do: ['start_request'] }],
    sign_in: signIn,
    credentials_changed: signIn,
    granted: [{ to: 'signed_in' }],
    failed: ignore,
    abandoned: ignore,
    stalled: ignore,
    rejected: ignore,
    replaced: [{ to: 'signed_in' }],
    ended: [{ when: 'personal', to: 'signed_out' }],
    sign_out: signOut,
    sign_out_finished: ignore,
    reopened: ignore,
  },
  failed_for_now: {
    call: [{ when: 'waiting' }, { to: 'signing_in', do: ['start_request'] }],
    sign_in: signIn,
    credentials_changed: ignore,
    granted: [{ to: 'signed_in' }],
    failed: ignore,
    abandoned: ignore,
    stalled: ignore,
    rejected: ignore,
    replaced: [{ to: 'signed_in' }],
    ended: [{ when: 'personal', to: 'signed_out' }],
    sign_out: signOut,
    sign_out_finished: ignore,
    reopened: ignore,
  },
} as const satisfies Record<StateName, Record<MachineEventName, Cell>>

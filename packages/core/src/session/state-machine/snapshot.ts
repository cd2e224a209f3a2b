import type { AuthError } from '../../errors/auth-error.js'
import type { Identity } from '../../tokens/identity.js'
import type { SignOutReason } from '../../tokens/reasons.js'
import type { State, StateName } from './states.js'

/** What a session shows of itself: immutable, the same object until something changes, and without secrets. */
export interface SessionState {
  readonly status: StateName
  readonly identity: Identity
  /** Wall clock in milliseconds: from then on the token is not served. */
  readonly expiresAtMs?: number
  /** Wall clock in milliseconds: from then on a call also renews the token. */
  readonly renewsAtMs?: number
  /** Why there is no token, or why the last renewal failed. */
  readonly error?: AuthError
  readonly reason?: SignOutReason
}

/** The snapshot of a state. */
export function snapshotOf(state: State, identity: Identity): SessionState {
  const token = 'token' in state ? state.token : undefined
  return Object.freeze({
    status: state.name,
    // The grant's own: code that could write to it would make the session another user's.
    identity: Object.freeze(identity),
    ...(token && { expiresAtMs: Math.floor(token.hardWallMs), renewsAtMs: Math.floor(token.softWallMs) }),
    ...('error' in state && state.error && { error: state.error }),
    ...('reason' in state && { reason: state.reason }),
  })
}

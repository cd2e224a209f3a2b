import type { Grant } from '../../grants/grant.js'
import type { HeldToken } from '../../tokens/cached-token.js'
import { type Family, momentOf } from '../session-group.js'
import type { MachineEvent, State } from '../state-machine/states.js'

/** The session whose token a request was sent with. */
export interface RejectionHost {
  readonly family: Family
  readonly grant: Grant
  readonly state: State
  readonly held: HeldToken | undefined
  /** Whether a request has succeeded with the token. */
  accepted: boolean
  dispatch(event: MachineEvent): void
}

/**
 * The server rejected the token. Answers whether a better one can be had: it is under way, already there, or a sign-in away.
 *
 * @param verifiable Whether the request will be sent again, and so show whether the renewal bore fruit.
 */
export function rejectToken(host: RejectionHost, token: HeldToken, verifiable = true): boolean {
  if (!host.grant.renewable) return false
  host.dispatch({ type: 'rejected', tokenId: token.id, proven: host.accepted && verifiable })
  const { name } = host.state
  return name === 'signing_in' || name === 'idle' || (host.held !== undefined && host.held.id !== token.id)
}

/** A token that came from a renewal was rejected too: for a while its rejections lead to no other renewal. */
export function suppressRenewal(host: RejectionHost, token: HeldToken): void {
  const { held, family } = host
  const suppressed = held?.id === token.id && momentOf(family).monotonicMs < held.barUntilMs
  if (suppressed) host.dispatch({ type: 'rejected', tokenId: token.id, proven: false })
}

/** A request succeeded with the token. */
export function acceptToken(host: RejectionHost, token: HeldToken): void {
  if (host.held === token || host.held?.id === token.id) host.accepted = true
}

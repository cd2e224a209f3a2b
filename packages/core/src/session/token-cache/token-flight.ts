import { asAuthError } from '../../errors/as-auth-error.js'
import { AuthError } from '../../errors/auth-error.js'
import type { Landing } from '../../sharing/adoption.js'
import { longestRequestMs } from '../session-group.js'
import type { Effect, MachineEvent } from '../state-machine/states.js'
import { FlightEnded, isSignOut, SignedOutElsewhere } from './request-ends.js'
import { requestToken, revokeLate, type TokenRequestHost } from './request-token.js'
import { askAgain, SingleFlight } from './single-flight.js'

/** The session that starts token requests, and hears by events what they bring. */
export interface FlightStarter extends TokenRequestHost {
  /** Made when it is first needed, and kept no longer: there may be 100,000 sessions. */
  flight: SingleFlight<Landing> | undefined
  dispatch(event: MachineEvent, source?: Landing['source']): void
}

/** Starts a token request, shared by the session's callers. */
export function startFlight(
  core: FlightStarter,
  { flight: number, ...plan }: Extract<Effect, { type: 'start_flight' }>,
): void {
  const flight = core.flight ?? newFlight(core)
  core.flight = flight
  flight.start(number, signals => requestToken(core, plan, signals), {
    landed({ token, source, subject }) {
      if (subject !== undefined) core.grant.bind?.(subject)
      core.dispatch({ type: 'granted', flight: number, token }, source)
    },
    failed: error => failed(core, number, error),
    late: (landing, reason) => void revokeLate(core, landing, reason),
  })
  void flight.landed?.then(() => {
    if (core.flight === flight && flight.landed === undefined) core.flight = undefined
  })
}

function newFlight({ family, grant }: FlightStarter): SingleFlight<Landing> {
  const boundMs = longestRequestMs(family, grant)
  const tooLate = (): AuthError =>
    new AuthError('timeout', {
      message: `No token came within ${boundMs} ms, all tries included.`,
      hint: 'Check host, port and firewall, and what the credentials provider waits for; timeoutMs sets the bound.',
    })
  return new SingleFlight({ clock: family.calls.clock, aborts: family.aborts, boundMs, tooLate })
}

/** Answers what the callers get. */
function failed(core: FlightStarter, flight: number, error: unknown): unknown {
  if (error instanceof FlightEnded) return askAgain
  const { personal } = core.grant
  if (error instanceof SignedOutElsewhere || (personal && isSignOut(error))) {
    core.dispatch({ type: 'ended' })
    return personal ? new AuthError('signed_out') : askAgain
  }
  const failure = asAuthError(error, 'network')
  core.dispatch({ type: 'failed', flight, error: failure, jitter: core.family.calls.random.fraction() })
  return failure
}

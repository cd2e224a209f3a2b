import type { AuthError } from '../../errors/auth-error.js'
import type { CachedToken } from '../../tokens/cached-token.js'
import { guards, isRefusal } from './guards.js'
import type { Effect, EffectName, MachineContext, MachineEvent, State, StateName } from './states.js'
import { type Branch, table } from './transitions.js'

/** After Looker refused the credentials, and after a fruitless renewal, the session does not ask again for this long. */
export const deniedMs = 30_000
const firstCoolDownMs = 1000
const longestCoolDownMs = 30_000

/** What the machine does when `event` comes in `state`: the next state and what the shell has to do. Pure. */
export function nextState(
  state: State,
  event: MachineEvent,
  context: MachineContext,
): readonly [State, readonly Effect[]] {
  const cell: readonly Branch[] = table[state.name][event.type]
  const branch = cell.find(({ when }) => when === undefined || guards[when](state, event, context))
  if (branch === undefined) return [state, []]
  const starts = branch.do?.includes('start_request') ?? false
  const request = starts ? state.request + 1 : state.request
  const next = branch.to === undefined ? state : enter[branch.to](state, event, context, request)
  return [next, (branch.do ?? []).flatMap(name => effect(name, state, event, request))]
}

/** What each state begins with. */
const enter: Record<
  StateName,
  (state: State, event: MachineEvent, context: MachineContext, request: number) => State
> = {
  idle: (_state, _event, _context, request) => ({ request, name: 'idle' }),
  signing_in: (state, event, _context, request) => {
    const previous = heldBy(state)
    const afterRejection = event.type === 'rejected'
    return {
      request,
      name: 'signing_in',
      ...(previous && { previous }),
      failures: failuresOf(state),
      afterRejection,
    }
  },
  signed_in: (state, event, context, request) => {
    const held = heldBy(state)
    if (event.type === 'failed' && held !== undefined) return keptAfter(event, held, state, context, request)
    if (event.type === 'rejected' && state.name === 'signed_in') {
      return { ...state, token: { ...state.token, suppressed: true } }
    }
    return { request, name: 'signed_in', token: brought(state, event, context), failures: 0, notBeforeMs: 0 }
  },
  renewing: (state, event, context, request) => {
    if (event.type === 'rejected' && state.name === 'renewing') {
      return { ...state, token: { ...state.token, suppressed: true } }
    }
    return { request, name: 'renewing', token: brought(state, event, context), failures: failuresOf(state) }
  },
  signing_out: (_state, _event, _context, request) => ({ request, name: 'signing_out' }),
  signed_out: (_state, event, _context, request) => ({
    request,
    name: 'signed_out',
    reason: event.type === 'ended' ? 'elsewhere' : 'logout',
  }),
  denied: (state, event, { monotonicMs }, request) => {
    if (state.name === 'signed_in' && state.error !== undefined) {
      return { request, name: 'denied', error: state.error, notBeforeMs: state.notBeforeMs }
    }
    return { request, name: 'denied', error: errorIn(event), notBeforeMs: monotonicMs + deniedMs }
  },
  failed_for_now: (state, event, context, request) => {
    if (state.name === 'signed_in' && state.error !== undefined) {
      const { error, notBeforeMs, failures } = state
      return { request, name: 'failed_for_now', error, notBeforeMs, failures }
    }
    const failures = failuresOf(state) + 1
    const error = errorIn(event)
    return {
      request,
      name: 'failed_for_now',
      error,
      failures,
      notBeforeMs: context.monotonicMs + coolDownMs(event, failures),
    }
  },
}

/** A failed renewal: the token that is still valid stays. */
function keptAfter(
  event: MachineEvent,
  token: CachedToken,
  state: State,
  context: MachineContext,
  request: number,
): State {
  const failures = failuresOf(state) + 1
  const waitMs = isRefusal(errorIn(event)) ? deniedMs : coolDownMs(event, failures)
  return {
    request,
    name: 'signed_in',
    token,
    failures,
    error: errorIn(event),
    notBeforeMs: context.monotonicMs + waitMs,
  }
}

/** The token that the event brings, else the one that is held. */
function brought(state: State, event: MachineEvent, { monotonicMs }: MachineContext): CachedToken {
  const token = 'token' in event ? event.token : heldBy(state)
  if (token === undefined)
    throw new Error(`the table leads from ${state.name} by ${event.type} to a token that is not there`)
  const afterRejection = state.name === 'signing_in' && state.afterRejection
  if (afterRejection) return { ...token, suppressibleUntilMs: monotonicMs + deniedMs }
  // A token that another session renewed stays suppressed too: the endpoint may reject each token.
  const held = heldBy(state)
  const suppressed = held?.suppressed === true && monotonicMs < held.suppressibleUntilMs
  return suppressed ? { ...token, suppressed, suppressibleUntilMs: held.suppressibleUntilMs } : token
}

function heldBy(state: State): CachedToken | undefined {
  if ('token' in state) return state.token
  return state.name === 'signing_in' ? state.previous : undefined
}

function failuresOf(state: State): number {
  return 'failures' in state ? state.failures : 0
}

function errorIn(event: MachineEvent): AuthError {
  if (event.type === 'failed') return event.error
  throw new Error(`the table leads by ${event.type} to a failure`)
}

/** As long as the server asks for; else a drawn time that doubles with each failure. */
function coolDownMs(event: MachineEvent, failures: number): number {
  const { error, jitter } = event as Extract<MachineEvent, { type: 'failed' }>
  const growing = Math.min(longestCoolDownMs, firstCoolDownMs * 2 ** (failures - 1))
  return Math.max(error.retryAfterMs ?? 0, growing * (0.5 + 0.5 * jitter))
}

function effect(name: EffectName, state: State, event: MachineEvent, request: number): Effect[] {
  const token = heldBy(state)
  switch (name) {
    case 'start_request':
      return [
        {
          type: name,
          request,
          ...(token && { previous: token }),
          afterRejection: event.type === 'rejected',
          ...(event.type === 'sign_in' && event.completed && { completed: event.completed }),
        },
      ]
    case 'end_identity':
      return [{ type: name, ...(token && { token }) }]
    case 'end_token':
      return token === undefined ? [] : [{ type: name, token }]
    case 'revoke_late':
      return event.type === 'granted' ? [{ type: name, token: event.token }] : []
    default:
      return [{ type: name }]
  }
}

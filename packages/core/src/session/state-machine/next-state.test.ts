import { describe, expect, it } from 'vitest'
import { newToken, situation } from '../../../test/session/cells-world.js'
import { AuthError } from '../../errors/auth-error.js'
import { deniedMs, nextState } from './next-state.js'
import type { MachineEvent, MachineEventName, State, StateName } from './states.js'

function after(state: StateName, event: MachineEventName, circumstance = 'always'): State {
  const asked = situation(state, event, circumstance)
  return nextState(asked.state, asked.event, asked.context)[0]
}

const { context } = situation('idle', 'call', 'always')
const token = { ...newToken, id: 'held' }
const failed = (error: AuthError, jitter = 0.5): MachineEvent => ({
  type: 'failed',
  request: 7,
  error,
  jitter,
})
const step = (state: State, event: MachineEvent) => nextState(state, event, context)

describe('what a state begins with', () => {
  it('a request gets a new number, and what follows it keeps that', () => {
    expect(after('idle', 'call')).toMatchObject({ name: 'signing_in', request: 8 })
    expect(after('signing_in', 'granted')).toMatchObject({ name: 'signed_in', request: 7 })
    expect(after('renewing', 'call', 'expired')).toMatchObject({ name: 'signing_in', request: 7 })
  })

  it('a request knows the token that it replaces, and whether that was rejected', () => {
    const asked = situation('signed_in', 'rejected', 'accepted')
    const [state, effects] = nextState(asked.state, asked.event, asked.context)
    expect(state).toMatchObject({ previous: { id: 'held' }, afterRejection: true })
    expect(effects).toMatchObject([
      { type: 'start_request', request: 8, previous: { id: 'held' }, afterRejection: true },
    ])
    expect(after('signed_in', 'call', 'expired')).toMatchObject({
      previous: { id: 'held' },
      afterRejection: false,
    })
  })

  it('a sign-out takes along the token to be ended, also one that is no longer served', () => {
    const held = situation('signed_in', 'sign_out', 'always')
    expect(nextState(held.state, held.event, held.context)[1]).toContainEqual({
      type: 'end_identity',
      token: expect.objectContaining({ id: 'held' }),
    })
    const rejected: State = {
      name: 'signing_in',
      request: 1,
      previous: token,
      failures: 0,
      afterRejection: true,
    }
    expect(step(rejected, { type: 'sign_out' })[1]).toContainEqual({ type: 'end_identity', token })
    expect(step({ name: 'idle', request: 1 }, { type: 'sign_out' })[1]).toContainEqual({
      type: 'end_identity',
    })
  })

  it('a sign-out elsewhere differs from one here', () => {
    expect(after('signed_in', 'ended', 'personal')).toMatchObject({ name: 'signed_out', reason: 'elsewhere' })
    expect(after('signing_out', 'sign_out_finished')).toMatchObject({ name: 'signed_out', reason: 'logout' })
  })
})

describe('cool-downs', () => {
  it('a refusal of the credentials holds for 30 s', () => {
    expect(after('signing_in', 'failed', 'refused')).toMatchObject({
      notBeforeMs: context.monotonicMs + deniedMs,
    })
    expect(deniedMs).toBe(30_000)
  })

  it.each(['bad_credentials', 'unknown_user', 'sudo_refused', 'sudo_unsupported'] as const)(
    '%s is a refusal',
    code => {
      const state: State = { name: 'signing_in', request: 7, failures: 0, afterRejection: false }
      expect(step(state, failed(new AuthError(code)))[0].name).toBe('denied')
    },
  )

  it.each([
    'configuration',
    'request_refused',
    'not_looker_api',
    'network',
    'tls',
    'timeout',
    'rate_limited',
  ] as const)('%s is a failure for now', code => {
    const state: State = { name: 'signing_in', request: 7, failures: 0, afterRejection: false }
    expect(step(state, failed(new AuthError(code)))[0].name).toBe('failed_for_now')
  })

  it.each([
    [0, 0, 500],
    [0, 1, 1000],
    [1, 1, 2000],
    [4, 1, 16_000],
    [5, 1, 30_000],
    [60, 1, 30_000],
    [60, 0, 15_000],
  ])('after %i failures and a draw of %f the wait is %i ms', (failures, jitter, waitMs) => {
    const state: State = { name: 'signing_in', request: 7, failures, afterRejection: false }
    const [next] = step(state, failed(new AuthError('unavailable'), jitter))
    expect(next).toMatchObject({ name: 'failed_for_now', failures: failures + 1 })
    expect(next).toMatchObject({ notBeforeMs: context.monotonicMs + waitMs })
  })

  it('never ends sooner than the server asks for', () => {
    const state: State = { name: 'signing_in', request: 7, failures: 0, afterRejection: false }
    const [next] = step(state, failed(new AuthError('rate_limited', { retryAfterMs: 90_000 })))
    expect(next).toMatchObject({ notBeforeMs: context.monotonicMs + 90_000 })
  })

  it('a failed renewal keeps the token, its error and its patience; a grant ends all three', () => {
    const renewing: State = { name: 'renewing', request: 7, token, failures: 2 }
    const [kept] = step(renewing, failed(new AuthError('unavailable'), 1))
    expect(kept).toMatchObject({
      name: 'signed_in',
      token,
      failures: 3,
      notBeforeMs: context.monotonicMs + 4000,
    })
    expect(kept).toMatchObject({ error: { code: 'unavailable' } })
    const [refused] = step(renewing, failed(new AuthError('bad_credentials')))
    expect(refused).toMatchObject({ name: 'signed_in', notBeforeMs: context.monotonicMs + deniedMs })
    const [granted] = step({ ...renewing, failures: 3 }, { type: 'granted', request: 7, token: newToken })
    expect(granted).toEqual({ name: 'signed_in', request: 7, token: newToken, failures: 0, notBeforeMs: 0 })
  })

  it('a token that expires in a cool-down leaves the error and the patience of its renewal', () => {
    const error = new AuthError('unavailable')
    const expired = situation('signed_in', 'call', 'expired, waiting')
    const state = { ...expired.state, error, failures: 4 } as State
    expect(nextState(state, expired.event, expired.context)[0]).toMatchObject({
      name: 'failed_for_now',
      error,
      failures: 4,
    })
  })
})

describe('the bar against fruitless renewals', () => {
  const suppressibleUntilMs = context.monotonicMs + deniedMs
  const signingIn = (afterRejection: boolean): State => ({
    name: 'signing_in',
    request: 7,
    failures: 0,
    afterRejection,
  })
  const granted: MachineEvent = { type: 'granted', request: 7, token: newToken }

  it('begins with a token that came after a rejection, and with no other', () => {
    expect(step(signingIn(true), granted)[0]).toMatchObject({
      token: { suppressibleUntilMs, suppressed: false },
    })
    expect(step(signingIn(false), granted)[0]).toMatchObject({
      token: { suppressibleUntilMs: 0, suppressed: false },
    })
  })

  it.each(['signed_in', 'renewing'] as const)(
    'holds for the rest of its time once a rejection came in %s',
    name => {
      const asked = situation(name, 'rejected', 'unaccepted, soon after a rejection')
      expect(nextState(asked.state, asked.event, asked.context)[0]).toMatchObject({
        name,
        token: { suppressed: true },
      })
    },
  )

  it('outlives a token that another session stored, but not its own end', () => {
    const suppressed = { ...token, suppressed: true, suppressibleUntilMs }
    const state: State = { name: 'signed_in', request: 7, token: suppressed, failures: 0, notBeforeMs: 0 }
    const replaced: MachineEvent = { type: 'replaced', token: newToken }
    expect(step(state, replaced)[0]).toMatchObject({
      token: { id: 'new', suppressed: true, suppressibleUntilMs },
    })
    const over: State = { ...state, token: { ...suppressed, suppressibleUntilMs: context.monotonicMs } }
    expect(step(over, replaced)[0]).toMatchObject({
      token: { id: 'new', suppressed: false, suppressibleUntilMs: 0 },
    })
  })
})

it('is pure: the same answer for the same question, which it leaves as it was', () => {
  const asked = situation('signed_in', 'call', 'due')
  const before = JSON.stringify(asked)
  expect(nextState(asked.state, asked.event, asked.context)).toEqual(
    nextState(asked.state, asked.event, asked.context),
  )
  expect(JSON.stringify(asked)).toBe(before)
})

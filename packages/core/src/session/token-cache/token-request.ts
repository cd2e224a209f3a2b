import { asAuthError } from '../../errors/as-auth-error.js'
import { AuthError } from '../../errors/auth-error.js'
import type { Attempt, RequestSignals } from '../../grants/grant.js'
import { isSignOut, RequestEnded, SignedOutElsewhere } from '../../tokens/request-ends.js'
import { RequestOwner } from '../../tokens/request-owner.js'
import { revoke } from '../../tokens/revoke.js'
import type { FoundToken } from '../../tokens/token-source.js'
import { longestAnswerMs } from '../../transport/exchange.js'
import { isRefusal } from '../state-machine/guards.js'
import { signedOutElsewhere } from '../state-machine/refusal.js'
import type { Effect } from '../state-machine/states.js'
import type { CacheParts } from './cache-parts.js'
import { RefusedCredentials } from './refused-credentials.js'
import { endElsewhere } from './revalidate.js'
import { askAgain, SingleFlight } from './single-flight.js'

/** How many token requests in a row a sign-out elsewhere may end, before the session pauses as after a failure. */
const mostEndedInARow = 5

type Plan = Omit<Extract<Effect, { type: 'start_request' }>, 'request' | 'type'>

/** Starts a token request, shared by the session's callers. */
export function startRequest(
  cache: CacheParts,
  { request: number, ...plan }: Extract<Effect, { type: 'start_request' }>,
): void {
  const flight = cache.flight ?? newFlight(cache)
  cache.flight = flight
  flight.start(number, signals => requestToken(cache, plan, signals), {
    landed({ token, source, subject }) {
      cache.signIns.endedInARow = 0
      cache.bind(subject)
      cache.dispatch({ type: 'granted', request: number, token }, source)
    },
    failed: error => failed(cache, number, error),
    late: (found, reason) => void revokeLate(cache, found, reason),
  })
}

/** A token request takes no longer than this; one for another user may first take one of the admin's. */
function newFlight(cache: CacheParts): SingleFlight<FoundToken> {
  const { calls, aborts } = cache.group
  const askingMs =
    (calls.transport.timeoutMs || longestAnswerMs) + calls.retry.boundMs + cache.source.longestWaitMs
  const boundMs = cache.parent === undefined ? askingMs : 2 * askingMs
  const tooLate = (): AuthError =>
    new AuthError('timeout', {
      message: `No token came within ${boundMs} ms, all tries included.`,
      hint: 'Check host, port and firewall, and what the credentials provider waits for; timeoutMs sets the bound.',
    })
  const calm = (): void => {
    if (cache.flight === flight) cache.flight = undefined
  }
  const flight = new SingleFlight<FoundToken>({ clock: calls.clock, aborts, boundMs, tooLate, calm })
  return flight
}

/** One token request of a session: the credentials are asked for, and forgotten with it. */
async function requestToken(cache: CacheParts, plan: Plan, signals: RequestSignals): Promise<FoundToken> {
  const { group, grant, source, signOuts, turn } = cache
  const { stopSignal } = signals
  let attempt: Attempt | undefined
  let isUnderWay = true
  try {
    // The next sign-in comes after a sign-out that is under way.
    const ready = Promise.all([signOuts?.tombstonesWritten, turn?.wait().catch(noop)])
    await group.aborts.unlessAborted(ready, stopSignal)
    const { completed, previous, afterRejection } = plan
    const owner = new RequestOwner(cache, () => isUnderWay)
    const get = async (): Promise<FoundToken> => {
      if (completed !== undefined) return source.complete(owner, completed, signals)
      attempt = await group.aborts.unlessAborted(grant.open(stopSignal), stopSignal)
      return source.get(owner, attempt, { ...signals, previous, afterRejection })
    }
    const found = await get()
    await refuseOthers(cache, found)
    return found
  } catch (error) {
    if (AuthError.is(error) && isRefusal(error)) {
      const fingerprint = await attempt?.fingerprint().catch(noop)
      if (fingerprint !== undefined) cache.refused = new RefusedCredentials(fingerprint, group.calls.clock)
    }
    throw error
  } finally {
    isUnderWay = false
  }
}

/** A session of one user refuses the token of another one. */
async function refuseOthers(cache: CacheParts, { token, source, subject }: FoundToken): Promise<void> {
  if (cache.subject === undefined || cache.subject === subject) return
  if (source === 'login') await revoke(cache, token, 'late')
  throw new AuthError('identity_changed')
}

/** Returns what the callers get. */
function failed(cache: CacheParts, request: number, error: unknown): unknown {
  if (error instanceof RequestEnded) return askAgain
  const { isPersonal } = cache
  if (error instanceof SignedOutElsewhere || (isPersonal && isSignOut(error))) {
    endElsewhere(cache)
    if (isPersonal) return signedOutElsewhere()
    cache.signIns.endedInARow++
    if (cache.signIns.endedInARow < mostEndedInARow) return askAgain
  }
  const failure =
    error instanceof SignedOutElsewhere ? alwaysEnded() : asAuthError(error, 'configuration', partFailed)
  const jitter = cache.group.calls.random.fraction()
  const userMoved = failure.code === 'identity_changed' && cache.grant.identity.external !== undefined
  cache.dispatch({ type: 'failed', request, error: failure, jitter, userMoved })
  return failure
}

/**
 * Revokes a token that came after its request was ended. Other sessions may use a token that is stored, so it is revoked only after a
 * sign-out, its own or its admin's. A token whose commit was not answered may be stored too; the ledger has it.
 */
async function revokeLate(cache: CacheParts, { token, source }: FoundToken, reason: unknown): Promise<void> {
  if (source === 'store') return
  const mayStand = token.version !== undefined || (token.storeKey !== undefined && !cache.group.isPrivate)
  const isEnded = isSignOut(reason) || cache.parent?.owner.signIns.hasEnded(token.parent?.signInId)
  if (mayStand && !isEnded) return
  await revoke(cache, token, 'late')
}

/** What fails of the network, a store, a lock or a credentials provider is an AuthError by now. */
const partFailed = {
  message:
    'Something that the session was given, or that the platform should have, failed in the middle of a token request.',
  hint: 'See the cause.',
}

function alwaysEnded(): AuthError {
  return new AuthError('unavailable', {
    message: `The store showed a sign-out in the middle of each of ${mostEndedInARow} token requests.`,
    hint: 'See whether the store answers with stale data, as a replica does, or whether somebody signs out again and again.',
  })
}

function noop(): undefined {}

import { AuthError } from '../errors/auth-error.js'
import type { Grant } from '../grants/grant.js'
import type { Denial } from './denial.js'
import type { Family } from './family.js'
import { askAgain, type Flights } from './flights.js'
import type { HeldToken } from './held-token.js'
import type { MachineEvent, State } from './machine-types.js'
import type { Background } from './relatives.js'
import { refusalOf } from './state-error.js'
import type { StoreWatch } from './store-watch.js'

/** A session, as a caller that wants a token sees it. */
export interface TokenSource {
  readonly family: Family
  readonly grant: Grant
  readonly watch: StoreWatch | undefined
  readonly flights: Flights | undefined
  readonly denial: Denial | undefined
  readonly state: State
  readonly held: HeldToken | undefined
  readonly closed: boolean
  dispatch(event: MachineEvent): void
}

/**
 * A token that may be sent now. A caller's abort is that caller's alone; a flight is aborted when its last caller left.
 *
 * @throws AuthError; the signal's reason.
 */
export async function acquire(
  source: TokenSource,
  signal: AbortSignal | undefined,
  background: Background | undefined,
): Promise<HeldToken> {
  for (;;) {
    signal?.throwIfAborted()
    if (source.watch?.stale) await source.family.aborts.unlessAborted(source.watch.look(), signal)
    if (source.state.name === 'denied') await retryOtherCredentials(source, signal)
    if (source.closed) throw new AuthError('closed')
    source.dispatch({ type: 'call' })
    const { state } = source
    if (state.name === 'signed_in') return state.token
    if (state.name === 'renewing' && handedOver(source, background)) return state.token
    if (state.name !== 'renewing' && state.name !== 'signing_in') throw refusalOf(state, source.family)
    const token = await join(source, signal)
    if (token !== undefined) return token
  }
}

/** Whether the renewal goes on without a caller: one whose `waitUntil` throws waits for it instead. */
function handedOver({ flights }: TokenSource, background: Background | undefined): boolean {
  try {
    background?.((flights?.underWay ?? Promise.resolve()).then(noop, noop))
    return background !== undefined
  } catch {
    return false
  }
}

/** Waits for the flight under way. Undefined: ask again. A renewal that failed costs nothing while the token is valid. */
async function join(source: TokenSource, signal: AbortSignal | undefined): Promise<HeldToken | undefined> {
  try {
    const token = await source.flights?.join(signal)
    return source.closed || source.held?.id !== token?.id ? undefined : token
  } catch (error) {
    if (error === askAgain) return undefined
    if (signal?.aborted || source.held === undefined) throw error
    return undefined
  }
}

async function retryOtherCredentials(source: TokenSource, signal: AbortSignal | undefined): Promise<void> {
  const outdated = source.denial?.isOutdated(source.grant) ?? Promise.resolve(false)
  if (await source.family.aborts.unlessAborted(outdated, signal))
    source.dispatch({ type: 'credentials_changed' })
}

function noop(): void {}

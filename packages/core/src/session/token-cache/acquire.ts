import { AuthError } from '../../errors/auth-error.js'
import type { Grant } from '../../grants/grant.js'
import { Stalled } from '../../runtime/shared-wait.js'
import type { Landing } from '../../sharing/adoption.js'
import type { StoreWatch } from '../../sharing/record-watch.js'
import type { HeldToken } from '../../tokens/cached-token.js'
import type { Background } from '../relatives.js'
import type { Family } from '../session-group.js'
import { refusalOf } from '../state-machine/refusal.js'
import type { MachineEvent, State } from '../state-machine/states.js'
import type { Denial } from './refused-credentials.js'
import { askAgain, type SingleFlight } from './single-flight.js'

/** A session, as a caller that wants a token sees it. */
export interface TokenSource {
  readonly family: Family
  readonly grant: Grant
  readonly watch: StoreWatch | undefined
  readonly flight: SingleFlight<Landing> | undefined
  readonly denial: Denial | undefined
  readonly state: State
  readonly held: HeldToken | undefined
  readonly closed: boolean
  readonly generation: number
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
  const { generation } = source
  for (;;) {
    signal?.throwIfAborted()
    if (source.watch?.stale) await source.family.aborts.unlessAborted(source.watch.look(), signal)
    if (source.state.name === 'denied') await retryOtherCredentials(source, signal)
    if (source.closed) throw new AuthError('closed')
    if (source.generation !== generation) throw new AuthError('signed_out')
    source.dispatch({ type: 'call' })
    const { state } = source
    if (state.name === 'signed_in') return state.token
    if (state.name !== 'renewing' && state.name !== 'signing_in') throw refusalOf(state, source.family)
    if (handedOver(source, background) && state.name === 'renewing') return state.token
    const token = await join(source, signal)
    if (token !== undefined) return token
  }
}

/** Whether the token request goes on without a caller: one whose `waitUntil` throws waits for it instead. */
function handedOver({ flight }: TokenSource, background: Background | undefined): boolean {
  try {
    background?.((flight?.underWay ?? Promise.resolve()).then(noop, noop))
    return background !== undefined
  } catch {
    return false
  }
}

/** Waits for the flight under way. Undefined: ask again. A renewal that failed costs nothing while the token is valid. */
async function join(source: TokenSource, signal: AbortSignal | undefined): Promise<HeldToken | undefined> {
  const { flight } = source
  const number = flight?.number
  if (flight === undefined || number === undefined) return undefined
  try {
    const { token } = await flight.join(signal)
    const mayServe = !source.closed && source.held?.id === token.id && !source.watch?.stale
    return mayServe ? token : undefined
  } catch (error) {
    if (signal?.aborted) {
      const left = flight.number === number && flight.deserted && !source.grant.mustLand
      if (left) source.dispatch({ type: 'abandoned', flight: number })
      throw error
    }
    if (error === askAgain) return undefined
    if (error instanceof Stalled) return dropStalled(source, flight, number)
    if (source.held === undefined) throw error
    return undefined
  }
}

/** The runtime ended the request that started the flight, so the flight never settles. The next one does not wait for it. */
function dropStalled(source: TokenSource, flight: SingleFlight<Landing>, number: number): undefined {
  flight.dropStalled(number)
  source.dispatch({ type: 'stalled', flight: number })
}

async function retryOtherCredentials(source: TokenSource, signal: AbortSignal | undefined): Promise<void> {
  const outdated = source.denial?.isOutdated(source.grant) ?? Promise.resolve(false)
  if (await source.family.aborts.unlessAborted(outdated, signal))
    source.dispatch({ type: 'credentials_changed' })
}

function noop(): void {}

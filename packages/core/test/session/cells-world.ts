import { AuthError } from '../../src/errors/auth-error.js'
import type {
  MachineContext,
  MachineEvent,
  MachineEventName,
  State,
  StateName,
} from '../../src/session/state-machine/states.js'
import type { HeldToken } from '../../src/tokens/cached-token.js'

/** One circumstance of a cell: what the machine is asked. */
export interface Situation {
  readonly state: State
  readonly event: MachineEvent
  readonly context: MachineContext
}

const monotonicMs = 1_000_000
const wallMs = Date.UTC(2026, 0, 1)
const flight = 7
const soonMs = 1000

const ages: Record<string, { softWall: number; softMono: number; hardWall: number; hardMono: number }> = {
  fresh: { softWall: 1, softMono: 1, hardWall: 2, hardMono: 2 },
  due: { softWall: 0, softMono: 0, hardWall: 1, hardMono: 1 },
  'due by the wall clock': { softWall: 0, softMono: 1, hardWall: 1, hardMono: 2 },
  'due by the monotonic clock': { softWall: 1, softMono: 0, hardWall: 2, hardMono: 1 },
  expired: { softWall: -1, softMono: -1, hardWall: 0, hardMono: 0 },
  'expired by the wall clock': { softWall: -1, softMono: 1, hardWall: 0, hardMono: 2 },
  'expired by the monotonic clock': { softWall: 1, softMono: -1, hardWall: 2, hardMono: 0 },
}

const known = new Set([
  ...Object.keys(ages),
  'always',
  'personal',
  'other flight',
  'other token',
  'waiting',
  'cooled down',
  'refused before',
  'refused',
  'unavailable',
  'parent ended',
  'proven',
  'unproven',
  'soon after a rejection',
  'long after a rejection',
  'barred',
  'anew',
  'nobody signed in',
  'nobody here',
])

/** What the words say of state, event and context. */
export function situation(name: StateName, event: MachineEventName, circumstance: string): Situation {
  const words = new Set(circumstance.split(', '))
  for (const word of words) if (!known.has(word)) throw new Error(`"${word}" is no known circumstance`)
  const context = { wallMs, monotonicMs, personal: words.has('personal') }
  return { state: stateOf(name, words), event: eventOf(event, words), context }
}

/** A token that the store or a flight brings. */
export const newToken: HeldToken = { ...tokenOf(new Set(['fresh'])), id: 'new', accessToken: 'new' }

function tokenOf(words: ReadonlySet<string>): HeldToken {
  const age = [...words].map(word => ages[word]).find(found => found !== undefined) ?? ages.fresh
  const { softWall, softMono, hardWall, hardMono } = age as (typeof ages)[string] & object
  const barUntilMs = words.has('soon after a rejection')
    ? monotonicMs + 1
    : words.has('long after a rejection')
      ? monotonicMs
      : 0
  return {
    accessToken: 'held',
    id: 'held',
    signInId: 'sign-in',
    own: true,
    endMs: monotonicMs + 2 * soonMs,
    softWallMs: wallMs + softWall * soonMs,
    softMonotonicMs: monotonicMs + softMono * soonMs,
    hardWallMs: wallMs + hardWall * soonMs,
    hardMonotonicMs: monotonicMs + hardMono * soonMs,
    barUntilMs,
    barred: words.has('barred'),
  }
}

function stateOf(name: StateName, words: ReadonlySet<string>): State {
  const refused = words.has('refused before')
  const waits = words.has('waiting') || refused
  const notBeforeMs = waits ? monotonicMs + 1 : monotonicMs
  const error = new AuthError(refused ? 'bad_credentials' : 'unavailable')
  switch (name) {
    case 'signing_in':
      return { name, flight, failures: 0, afterRejection: false }
    case 'signed_in':
      return waits
        ? { name, flight, token: tokenOf(words), failures: 1, notBeforeMs, error }
        : { name, flight, token: tokenOf(words), failures: 0, notBeforeMs: 0 }
    case 'renewing':
      return { name, flight, token: tokenOf(words), failures: 0 }
    case 'signed_out':
      return { name, flight, reason: 'logout' }
    case 'denied':
      return { name, flight, error: new AuthError('bad_credentials'), notBeforeMs }
    case 'failed_for_now':
      return { name, flight, error, notBeforeMs, failures: 1 }
    default:
      return { name, flight }
  }
}

function eventOf(type: MachineEventName, words: ReadonlySet<string>): MachineEvent {
  const number = words.has('other flight') ? flight - 1 : flight
  switch (type) {
    case 'granted':
      return { type, flight: number, token: newToken }
    case 'failed': {
      return { type, flight: number, error: failureOf(words), jitter: 0.5 }
    }
    case 'abandoned':
    case 'stalled':
      return { type, flight: number }
    case 'rejected':
      return { type, tokenId: words.has('other token') ? 'other' : 'held', proven: words.has('proven') }
    case 'replaced':
      return { type, token: newToken }
    case 'sign_in':
      return { type, anew: words.has('anew') }
    default:
      return { type }
  }
}

function failureOf(words: ReadonlySet<string>): AuthError {
  if (words.has('refused')) return new AuthError('bad_credentials')
  if (words.has('parent ended')) return new AuthError('signed_out')
  if (words.has('nobody signed in')) return new AuthError('sign_in_required')
  if (words.has('nobody here')) return new AuthError('sign_in_required', { status: 401 })
  return new AuthError('unavailable')
}
